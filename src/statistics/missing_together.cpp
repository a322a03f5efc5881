#include "counterpoint/statistics/missing_together.hpp"

#include <array>
#include <cmath>
#include <cstdint>

namespace counterpoint {

namespace {

constexpr double tolerance = 0.2; // of the correlation
constexpr double significance = 5.0;

// Candidates of one magnitude that two features cover.
struct MissingCounts {
  std::int64_t n = 0;
  std::int64_t first = 0; // without a value of it
  std::int64_t second = 0;
  std::int64_t both = 0;

  void add(bool is_first, bool is_second) {
    ++n;
    first += is_first ? 1 : 0;
    second += is_second ? 1 : 0;
    both += is_first && is_second ? 1 : 0;
  }
};
using CountsOfRows = std::array<MissingCounts, FeatureTally::n_rows>;

CountsOfRows count(const LikelihoodData& data, std::size_t first, std::size_t second) {
  CountsOfRows counts{};
  for (const XrayCandidates& source : data.sources) {
    const auto code = [&](const Candidate& candidate, std::size_t f) {
      return FeatureCode::less(candidate.features.of[f], source.terms.local_features.of[f]);
    };
    for (const Candidate& candidate : source.candidates) {
      const std::uint16_t a = code(candidate, first);
      const std::uint16_t b = code(candidate, second);
      if (a == FeatureCode::not_covered || b == FeatureCode::not_covered) continue;
      counts[FeatureTally::row_of(candidate.ks)].add(a == FeatureCode::missing,
                                                     b == FeatureCode::missing);
    }
  }
  return counts;
}

void add_over_ranks(const SumOverRanks& sum, CountsOfRows& counts) {
  std::vector<ExactSum> sums;
  const auto for_each = [&](auto&& visit) {
    for (MissingCounts& of_row : counts) {
      for (std::int64_t* value : {&of_row.n, &of_row.first, &of_row.second, &of_row.both})
        visit(*value);
    }
  };
  for_each([&](std::int64_t& value) { sums.emplace_back().add(static_cast<double>(value)); });
  sum(sums);
  auto next = sums.cbegin();
  for_each([&](std::int64_t& value) { value = static_cast<std::int64_t>((next++)->value()); });
}

// Of what is missing, at a given magnitude; 0 where it is not sure.
double correlation(const CountsOfRows& counts) {
  double covariance = 0.0;
  double variance_first = 0.0;
  double variance_second = 0.0;
  double n_all = 0.0;
  for (const MissingCounts& of_row : counts) {
    if (of_row.n == 0) continue;
    const auto n = static_cast<double>(of_row.n);
    const auto first = static_cast<double>(of_row.first);
    const auto second = static_cast<double>(of_row.second);
    covariance += static_cast<double>(of_row.both) - first * second / n;
    variance_first += first * (1.0 - first / n);
    variance_second += second * (1.0 - second / n);
    n_all += n;
  }
  if (!(variance_first > 0.0 && variance_second > 0.0)) return 0.0;
  const double found = covariance / std::sqrt(variance_first * variance_second);
  return std::abs(found) * std::sqrt(n_all) > significance ? found : 0.0;
}

} // namespace

std::vector<std::optional<MissingTogether>> find_missing_together(const LikelihoodData& data,
                                                                  std::size_t n_features) {
  std::vector<std::optional<MissingTogether>> together(n_features);
  for (std::size_t second = 1; second < n_features; ++second) {
    for (std::size_t first = 0; first < second; ++first) {
      CountsOfRows counts = count(data, first, second);
      add_over_ranks(data.sum, counts);
      const double found = correlation(counts);
      const double before = together[second] ? together[second]->correlation : tolerance;
      if (std::abs(found) > std::abs(before)) together[second] = {first, found};
    }
  }
  return together;
}

} // namespace counterpoint

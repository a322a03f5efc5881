#include "counterpoint/statistics/feature_model.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace counterpoint {

namespace {

constexpr double outermost_in_spreads = 4.5; // the first and the last class hold what is beyond
constexpr std::int64_t fewest_of_end_class = 10;

std::vector<std::int64_t> counts_by_bin(const FeatureTally& tally, std::size_t feature) {
  std::vector<std::int64_t> counts(FeatureTally::n_bins);
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    const auto of_row = tally.counts(feature, row);
    std::transform(counts.begin(), counts.end(), of_row.begin(), counts.begin(), std::plus{});
  }
  return counts;
}

// The value below which this fraction of the measured ones lies. \param counts  by bin
double quantile(const std::vector<std::int64_t>& counts, double fraction) {
  const auto n = std::accumulate(counts.begin() + 1, counts.end(), std::int64_t{0});
  auto left = static_cast<std::int64_t>(fraction * static_cast<double>(n));
  std::size_t bin = 1;
  while (bin + 1 < counts.size() && left >= counts[bin])
    left -= counts[bin++];
  return FeatureTally::value_of(bin);
}

// Of a column of few values, most of them equal, what is between the outermost.
double spread_of(const std::vector<std::int64_t>& counts) {
  const double spread = 0.5 * (quantile(counts, 0.84) - quantile(counts, 0.16));
  if (spread > 0.0) return spread;
  const double range = quantile(counts, 0.999) - quantile(counts, 0.001);
  return range > 0.0 ? range / (2.0 * outermost_in_spreads) : 1.0;
}

} // namespace

FeatureClasses::FeatureClasses(const FeatureTally& tally, std::size_t feature)
    : of_bin_(FeatureTally::n_bins), lowest_(1, FeatureTally::value_of(0)) {
  const std::vector<std::int64_t> counts = counts_by_bin(tally, feature);
  if (std::all_of(counts.begin() + 1, counts.end(), [](auto n) { return n == 0; })) return;
  const double middle = quantile(counts, 0.5);
  const double width = width_in_spreads * spread_of(counts);
  constexpr int outermost = static_cast<int>(outermost_in_spreads / width_in_spreads);
  const auto steps_of = [&](std::size_t bin) {
    const double steps = std::round((FeatureTally::value_of(bin) - middle) / width);
    return static_cast<int>(std::clamp<double>(steps, -outermost, outermost));
  };
  std::vector<std::int64_t> per_step(2 * static_cast<std::size_t>(outermost) + 1);
  for (std::size_t bin = 1; bin < counts.size(); ++bin)
    per_step[static_cast<std::size_t>(steps_of(bin) + outermost)] += counts[bin];
  // Classes at the ends with hardly a star join those next to them.
  int first = -outermost;
  int last = outermost;
  const auto count_at = [&](int step) -> std::int64_t& {
    return per_step[static_cast<std::size_t>(step + outermost)];
  };
  for (; first < last && count_at(first) < fewest_of_end_class; ++first)
    count_at(first + 1) += count_at(first);
  for (; last > first && count_at(last) < fewest_of_end_class; --last)
    count_at(last - 1) += count_at(last);
  for (int step = first; step <= last; ++step)
    lowest_.push_back(middle + (step - 0.5) * width);
  for (std::size_t bin = 1; bin < counts.size(); ++bin)
    of_bin_[bin] = static_cast<std::uint8_t>(1 + std::clamp(steps_of(bin), first, last) - first);
}

FeatureModel::FeatureModel(const FeatureTally& tally, std::size_t feature)
    : classes{tally, feature}, n(FeatureTally::n_rows * classes.n_classes()), ratio(n.size(), 1.0) {
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    const auto counts = tally.counts(feature, row);
    const auto total =
        static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
    if (total == 0.0) continue;
    for (std::size_t bin = 0; bin < counts.size(); ++bin) {
      const std::size_t c = classes.of(static_cast<std::uint16_t>(bin * FeatureTally::codes_of_bin));
      n[place(row, c)] += static_cast<double>(counts[bin]);
    }
    for (std::size_t c = 0; c < classes.n_classes(); ++c)
      n[place(row, c)] /= total;
  }
}

} // namespace counterpoint

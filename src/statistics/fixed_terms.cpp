#include "statistics/fixed_terms.hpp"

#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/vector_widths.hpp"
#include "statistics/offset_densities.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint {

namespace {

constexpr double infinite_ratio = std::numeric_limits<double>::infinity();
// Of a source: Q = 1 leaves none to those without a candidate.
constexpr double least_likelihood = 1e-6;

// values[k] times (or of) factor[place[k]].
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_products(const double* __restrict factor, const std::uint32_t* __restrict place,
                   const double* __restrict values, std::size_t n, double* __restrict products) {
  for (std::size_t k = 0; k < n; ++k)
    products[k] = factor[place[k]] * values[k];
}

// values[k] *= factor[place[k]].
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void multiply(const double* __restrict factor, const std::uint32_t* __restrict place, std::size_t n,
              double* __restrict values) {
  for (std::size_t k = 0; k < n; ++k)
    values[k] *= factor[place[k]];
}

// Adds rows of lanes, one after another.
template <std::size_t n_lanes>
[[gnu::always_inline]] inline void add_rows(const double* __restrict rows, std::size_t n_rows,
                                            double* __restrict sums) {
  for (std::size_t row = 0; row < n_rows; ++row) {
    for (std::size_t lane = 0; lane < n_lanes; ++lane)
      sums[lane] += rows[row * n_lanes + lane];
  }
}
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void add_rows_of_8(const double* rows, std::size_t n_rows, double* sums) {
  add_rows<8>(rows, n_rows, sums);
}

// The parts of ExactSum of what the lanes' weights are of their totals: high, low, high, low.
template <std::size_t n_lanes>
[[gnu::always_inline]] inline void
split_quotients(const double* __restrict weights, const double* __restrict totals,
                std::size_t n_rows, std::int64_t* __restrict parts) {
  for (std::size_t row = 0; row < n_rows; ++row) {
#pragma GCC unroll 1 // a vector of lanes for each row: rows are few
    for (std::size_t lane = 0; lane < n_lanes; ++lane) {
      const std::size_t k = row * n_lanes + lane;
      const ExactSum::Parts of_term = ExactSum::split(weights[k] / totals[lane]);
      parts[2 * k] = of_term.high;
      parts[2 * k + 1] = of_term.low;
    }
  }
}
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void split_quotients_of_8(const double* weights, const double* totals, std::size_t n_rows,
                          std::int64_t* parts) {
  split_quotients<8>(weights, totals, n_rows, parts);
}

// Sums of parts at many places; they are taken to exact sums before they become too large.
class PartSums {
public:
  explicit PartSums(std::size_t n) : parts_(2 * n) {}

  void add(const std::uint32_t* places, const std::int64_t* parts, std::size_t n) {
    for (std::size_t k = 0; k < n; ++k) {
      std::int64_t* const sum = parts_.data() + 2 * std::size_t{places[k]};
      sum[0] += parts[2 * k];
      sum[1] += parts[2 * k + 1];
    }
  }
  void move_to(std::span<ExactSum> sums) {
    for (std::size_t i = 0; i < sums.size(); ++i)
      sums[i].add(ExactSum::Parts{parts_[2 * i], parts_[2 * i + 1]});
    std::fill(parts_.begin(), parts_.end(), 0);
  }

private:
  std::vector<std::int64_t> parts_;
};

} // namespace

FixedTerms::FixedTerms(const LikelihoodRatioModel& model, const FitSources& sources)
    : depth_{model.depth.get()} {
  OffsetDensities offsets{sources};
  take_all(model, sources, offsets.find(),
           [](const XrayCandidates& source) -> const XrayTerms& { return source.terms; });
}

FixedTerms::FixedTerms(const LikelihoodRatioModel& model, const FitSources& sources,
                       const ErrorModel& errors)
    : depth_{model.depth.get()} {
  OffsetDensities offsets{sources};
  take_all(model, sources, offsets.find_with(errors),
           [&](const XrayCandidates& source) { return errors.applied_to(source.terms); });
}

template <class TermsOf>
void FixedTerms::take_all(const LikelihoodRatioModel& model, const FitSources& sources,
                          std::span<const double> densities, TermsOf&& terms_of) {
  BySource all;
  all.sources.reserve(sources.size());
  all.magnitude.reserve(densities.size());
  all.density_ratio.reserve(densities.size());
  all.place_of_feature.resize(model.features.size());
  const double* density = densities.data();
  for (const XrayCandidates& source : sources) {
    const XrayTerms& terms = terms_of(source);
    for (const Candidate& candidate : source.candidates) {
      const std::size_t c = MagnitudeClasses::of(candidate.ks);
      all.magnitude.push_back(static_cast<std::uint32_t>(c));
      all.density_ratio.push_back(model.n[c] > 0.0 ? *density / (model.n[c] * terms.density_factor)
                                                   : 0.0);
      ++density;
      for (std::size_t f = 0; f < model.features.size(); ++f) {
        const std::uint16_t code =
            FeatureCode::less(candidate.features.of[f], terms.local_features.of[f]);
        all.place_of_feature[f].push_back(
            static_cast<std::uint32_t>(model.features[f].place_of(candidate.ks, code)));
      }
    }
    all.sources.push_back(
        {model.acceptance_completeness(terms), checked_cast<std::uint32_t>(all.magnitude.size()),
         checked_cast<std::uint32_t>(source.xray_id), terms.depth_place, terms.source_class});
  }
  by_source_ = std::make_shared<const BySource>(std::move(all));
  order_sources();
  make_lanes();
}

FixedTerms FixedTerms::with_features(const LikelihoodRatioModel& model) const {
  BySource changed = *by_source_;
  changed.place_of_feature.clear();
  for (std::size_t k = 0; k < changed.density_ratio.size(); ++k) {
    double factor = 1.0;
    for (std::size_t f = 0; f < model.features.size(); ++f)
      factor *= model.features[f].ratio[by_source_->place_of_feature[f][k]];
    changed.density_ratio[k] *= factor;
  }
  FixedTerms terms = *this;
  terms.by_source_ = std::make_shared<const BySource>(std::move(changed));
  terms.lane_place_of_feature_.clear();
  terms.fill_lanes();
  return terms;
}

void FixedTerms::order_sources() {
  const BySource& all = *by_source_;
  std::vector<std::uint32_t> next; // place in lanes of the next source of so many candidates
  for (std::size_t i = 0; i < all.sources.size(); ++i) {
    const std::size_t n = all.n_candidates(i);
    if (next.size() < n + 2) next.resize(n + 2);
    ++next[n + 1];
  }
  std::partial_sum(next.begin(), next.end(), next.begin());
  source_in_lanes_.resize(all.sources.size());
  for (std::size_t i = 0; i < all.sources.size(); ++i)
    source_in_lanes_[next[all.n_candidates(i)]++] = static_cast<std::uint32_t>(i);
}

void FixedTerms::make_lanes() {
  groups_.clear();
  std::size_t n_all = 0;
  for (std::size_t first = 0; first < n_sources(); first += n_lanes) {
    const std::size_t last = std::min(first + n_lanes, n_sources()) - 1;
    const std::size_t n_rows = by_source_->n_candidates(source_in_lanes_[last]);
    groups_.push_back({n_all, n_rows});
    n_all += n_rows * n_lanes;
  }
  lane_magnitude_.assign(n_all, 0);
  lane_ratio_.assign(n_all, 0.0);
  lane_place_of_feature_.assign(by_source_->place_of_feature.size(),
                                std::vector<std::uint32_t>(n_all));
  fill_lanes();
}

void FixedTerms::fill_lanes() {
  const BySource& all = *by_source_;
  for (std::size_t at = 0; at < n_sources(); ++at) {
    const std::size_t i = source_in_lanes_[at];
    std::size_t to = groups_[at / n_lanes].first + at % n_lanes;
    for (std::size_t k = all.first_candidate(i); k < all.sources[i].end; ++k, to += n_lanes) {
      lane_magnitude_[to] = all.magnitude[k];
      lane_ratio_[to] = all.density_ratio[k];
      for (std::size_t f = 0; f < all.place_of_feature.size(); ++f)
        lane_place_of_feature_[f][to] = all.place_of_feature[f][k];
    }
  }
}

std::vector<double> FixedTerms::q_totals_of_places(const std::vector<double>& q,
                                                   double q_total) const {
  if (depth_ == nullptr) return {q_total};
  std::vector<double> q_totals;
  for (std::size_t place = 0; place < depth_->places.size(); ++place)
    q_totals.push_back(q_total * depth_->listed_part(q, place));
  return q_totals;
}

void FixedTerms::weigh(std::size_t group, const std::vector<double>& q,
                       const std::vector<double>& q_totals, std::span<const FeatureModel> features,
                       Weighed& weighed) const {
  auto& [weights, likelihoods, beyond] = weighed;
  const auto [first, n_rows] = groups_[group];
  const std::size_t n = n_rows * n_lanes;
  weights.resize(std::max(weights.size(), n));
  find_products(q.data(), lane_magnitude_.data() + first, lane_ratio_.data() + first, n,
                weights.data());
  for (std::size_t f = 0; f < features.size(); ++f)
    multiply(features[f].ratio.data(), lane_place_of_feature_[f].data() + first, n, weights.data());
  likelihoods.fill(infinite_ratio);
  const std::size_t first_source = group * n_lanes;
  const std::size_t n_used = std::min(n_lanes, source_in_lanes_.size() - first_source);
  for (std::size_t lane = 0; lane < n_used; ++lane) {
    const Source& source = by_source_->sources[source_in_lanes_[first_source + lane]];
    likelihoods[lane] = 1.0 - q_totals[source.place] * source.completeness;
    beyond[lane] = 1.0 - source.completeness;
  }
  add_rows_of_8(weights.data(), n_rows, likelihoods.data());
}

FixedTerms::Expected
FixedTerms::expected_counterparts(const std::vector<double>& q, double q_total,
                                  std::span<const FeatureModel> features) const {
  constexpr std::size_t most_between = std::size_t{1} << 20U; // candidates
  Expected expected{std::vector<ExactSum>(q.size()), {}, UnlistedCounterparts{depth_}};
  PartSums of_magnitudes{q.size()};
  PartSums of_beyond{1};
  std::vector<PartSums> of_features;
  for (const FeatureModel& feature : features) {
    expected.features.emplace_back(feature.n.size());
    of_features.emplace_back(feature.n.size());
  }
  const auto empty = [&] {
    of_magnitudes.move_to(expected.listed);
    of_beyond.move_to(expected.unlisted.beyond());
    for (std::size_t f = 0; f < features.size(); ++f)
      of_features[f].move_to(expected.features[f]);
  };
  const std::vector<double> q_totals = q_totals_of_places(q, q_total);
  Weighed weighed;
  auto& [weights, likelihoods, beyond] = weighed;
  std::vector<std::int64_t> parts;
  constexpr std::array<std::uint32_t, n_lanes> all_at_first{};
  std::array<std::int64_t, 2 * n_lanes> beyond_parts{};
  std::size_t n_since = 0;
  for (std::size_t group = 0; group < groups_.size(); ++group) {
    weigh(group, q, q_totals, features, weighed);
    for (double& likelihood : likelihoods) {
      if (!(likelihood > 0.0)) likelihood = infinite_ratio;
    }
    split_quotients_of_8(beyond.data(), likelihoods.data(), 1, beyond_parts.data());
    of_beyond.add(all_at_first.data(), beyond_parts.data(), n_lanes);
    for (std::size_t lane = 0; lane < n_lanes && depth_ != nullptr; ++lane) {
      if (likelihoods[lane] == infinite_ratio) continue;
      const Source& source = by_source_->sources[source_in_lanes_[group * n_lanes + lane]];
      expected.unlisted.add_within(source.place, source.completeness / likelihoods[lane]);
    }
    const auto [first, n_rows] = groups_[group];
    parts.resize(std::max(parts.size(), 2 * weights.size()));
    split_quotients_of_8(weights.data(), likelihoods.data(), n_rows, parts.data());
    of_magnitudes.add(lane_magnitude_.data() + first, parts.data(), n_rows * n_lanes);
    for (std::size_t f = 0; f < features.size(); ++f)
      of_features[f].add(lane_place_of_feature_[f].data() + first, parts.data(), n_rows * n_lanes);
    n_since += (1 + n_rows) * n_lanes;
    if (n_since < most_between) continue;
    empty();
    n_since = 0;
  }
  empty();
  return expected;
}

std::vector<ExactSum> FixedTerms::information(const std::vector<double>& q, double q_total) const {
  std::vector<ExactSum> sums(q.size());
  const std::vector<double> q_totals = q_totals_of_places(q, q_total);
  Weighed weighed;
  for (std::size_t group = 0; group < groups_.size(); ++group) {
    weigh(group, q, q_totals, {}, weighed);
    const auto [first, n_rows] = groups_[group];
    for (std::size_t k = 0; k < n_rows * n_lanes; ++k) {
      const double weight = weighed.weights.data()[k];
      if (!(weight > 0.0)) continue; // most are fill, or have no magnitude that counts
      const double p = weight / weighed.likelihoods[k % n_lanes];
      sums[lane_magnitude_.data()[first + k]].add(p * p);
    }
  }
  return sums;
}

template <class Visit>
void FixedTerms::for_each_likelihood(const std::vector<double>& q, double q_total,
                                     Visit&& visit) const {
  const std::vector<double> q_totals = q_totals_of_places(q, q_total);
  Weighed weighed;
  for (std::size_t group = 0; group < groups_.size(); ++group) {
    weigh(group, q, q_totals, {}, weighed);
    const std::size_t n_used = std::min(n_lanes, source_in_lanes_.size() - group * n_lanes);
    for (std::size_t lane = 0; lane < n_used; ++lane)
      visit(weighed.likelihoods[lane]);
  }
}

ExactSum FixedTerms::log_likelihood(const std::vector<double>& q, double q_total) const {
  ExactSum sum;
  for_each_likelihood(q, q_total, [&](double likelihood) {
    sum.add(std::log(std::max(likelihood, std::numeric_limits<double>::min())));
  });
  return sum;
}

std::vector<double> FixedTerms::evidence(const std::vector<double>& shape) const {
  std::vector<double> of_sources;
  of_sources.reserve(n_sources());
  for_each_likelihood(shape, 1.0,
                      [&](double likelihood) { of_sources.push_back(likelihood - 1.0); });
  return of_sources;
}

ExactSum FixedTerms::q_information(const std::vector<double>& q, double q_total) const {
  ExactSum sum;
  for_each_likelihood(q, q_total, [&](double likelihood) {
    const double score = (1.0 - 1.0 / std::max(likelihood, least_likelihood)) / q_total;
    sum.add(score * score);
  });
  return sum;
}

} // namespace counterpoint

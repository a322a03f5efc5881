#include "counterpoint/statistics/feature_fit.hpp"

#include "statistics/data_part.hpp"
#include "statistics/feature_density.hpp"
#include "statistics/magnitude_distribution.hpp"
#include "statistics/unlisted_counterparts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

namespace counterpoint {

namespace {

constexpr int most_steps = 60;
constexpr double feature_precision = 1e-3; // of the counterparts, in a step
constexpr int n_feature_folds = 2;
constexpr double least_feature_gain = 2.0; // in ln L: two standard errors

// What of the likelihood does not change while q(m) and q(c|m) are fitted.
class Evidence {
public:
  // \param model  with features
  Evidence(const LikelihoodRatioModel& model, std::span<const XrayCandidates> sources) {
    for (const XrayCandidates& source : sources) {
      for (const Candidate& candidate : source.candidates) {
        Place& place = places_.emplace_back();
        place.magnitude = static_cast<std::uint32_t>(MagnitudeClasses::of(candidate.ks));
        for (std::size_t f = 0; f < model.features.size(); ++f) {
          place.features[f] = static_cast<std::uint32_t>(
              model.features[f].place_of(candidate.ks, candidate.features.of[f]));
        }
        const double n = model.n[place.magnitude];
        density_ratios_.push_back(n > 0.0 ? offset_density_arcsec2(candidate, source.terms) /
                                                (n * source.terms.density_factor)
                                          : 0.0);
      }
      end_.push_back(places_.size());
      completeness_.push_back(model.acceptance_completeness(source.terms));
      depth_place_.push_back(source.terms.depth_place);
    }
  }

  // Expected counterparts of some sources.
  struct Expected {
    std::vector<ExactSum> magnitudes;            // among the candidates, by class
    std::vector<std::vector<ExactSum>> features; // the same of each feature, [row][class]
    UnlistedCounterparts unlisted;
  };
  [[nodiscard]] Expected expect(const LikelihoodRatioModel& model) {
    Expected expected{
        std::vector<ExactSum>(model.q.size()), {}, UnlistedCounterparts{model.depth.get()}};
    for (const FeatureModel& feature : model.features)
      expected.features.emplace_back(feature.n.size());
    weights_.resize(places_.size());
    const std::vector<double> q_totals = model.q_total_of_places();
    for (std::size_t i = 0, k = 0; i < end_.size(); k = end_[i++]) {
      double total = 1.0 - q_totals[depth_place_[i]] * completeness_[i];
      for (std::size_t c = k; c < end_[i]; ++c) {
        weights_[c] = model.q[places_[c].magnitude] * density_ratios_[c];
        for (std::size_t f = 0; f < model.features.size(); ++f)
          weights_[c] *= model.features[f].ratio[places_[c].features[f]];
        total += weights_[c];
      }
      if (!(total > 0.0)) continue;
      expected.unlisted.add(depth_place_[i], completeness_[i], total);
      for (std::size_t c = k; c < end_[i]; ++c) {
        const double p = weights_[c] / total;
        expected.magnitudes[places_[c].magnitude].add(p);
        for (std::size_t f = 0; f < model.features.size(); ++f)
          expected.features[f][places_[c].features[f]].add(p);
      }
    }
    return expected;
  }

private:
  // Where a candidate belongs in the tables.
  struct Place {
    std::uint32_t magnitude = 0;
    std::array<std::uint32_t, most_features> features{};
  };

  std::vector<Place> places_; // of each candidate
  std::vector<double> density_ratios_;
  std::vector<double> weights_;
  std::vector<std::size_t> end_; // of each source: one past its last candidate
  std::vector<double> completeness_;
  std::vector<std::size_t> depth_place_;
};

std::vector<double> values_of(const std::vector<ExactSum>& sums) {
  std::vector<double> values;
  values.reserve(sums.size());
  for (const ExactSum& sum : sums)
    values.push_back(sum.value());
  return values;
}

// The features that say nothing, of these values.
std::vector<FeatureModel> blank_features(const FeatureTally& tally) {
  std::vector<FeatureModel> features;
  for (std::size_t f = 0; f < tally.n_features(); ++f)
    features.emplace_back(tally, f);
  return features;
}

// How much of the counterparts is elsewhere, as a fraction of them; infinite for none before.
double distance(const std::vector<double>& before, const std::vector<double>& now) {
  if (before.empty()) return std::numeric_limits<double>::infinity();
  double moved = 0.0;
  double all = 0.0;
  for (std::size_t k = 0; k < now.size(); ++k) {
    moved += std::abs(now[k] - before[k]);
    all += now[k];
  }
  return all > 0.0 ? moved / all : 0.0;
}

// The model with features that is found from `model`.
void fit_with_features(const LikelihoodData& data, LikelihoodRatioModel& model) {
  std::vector<FeatureDensity> densities{model.features.begin(), model.features.end()};
  Evidence evidence{model, data.sources};
  std::vector<std::vector<double>> before(densities.size());
  double moved = std::numeric_limits<double>::infinity();
  for (int step = 0; step < most_steps && moved > feature_precision; ++step) {
    Evidence::Expected expected = evidence.expect(model);
    data.sum(expected.unlisted.sums());
    data.sum(expected.magnitudes);
    std::vector<double> counterparts = values_of(expected.magnitudes);
    for (std::size_t c = 0; c < counterparts.size(); ++c)
      counterparts[c] += model.q[c] * expected.unlisted.of_class(c);
    model.q = most_probable_q(counterparts, static_cast<double>(data.n_sources), model.n, model.q);
    model.q_total = std::min(1.0, std::accumulate(model.q.begin(), model.q.end(), 0.0));
    moved = 0.0;
    for (std::size_t f = 0; f < densities.size(); ++f) {
      data.sum(expected.features[f]);
      const std::vector<double> now = values_of(expected.features[f]);
      densities[f].improve(now, model.features[f]);
      moved = std::max(moved, distance(std::exchange(before[f], now), now));
    }
  }
  model = fit_likelihood_ratio(data, &model);
}

// What features fitted to the sources of the other folds gain for those of each fold.
double held_out_gain(const LikelihoodData& data, const LikelihoodRatioModel& start) {
  double gain = 0.0;
  for (int fold = 0; fold < n_feature_folds; ++fold) {
    const auto is_held_out = [fold](const XrayCandidates& source) {
      return source.xray_id % n_feature_folds == fold;
    };
    const DataPart others{data, [&](const auto& source) { return !is_held_out(source); }};
    const DataPart held_out{data, is_held_out};
    LikelihoodRatioModel model = fit_part(others, start);
    const double without = log_likelihood(model, held_out.data());
    fit_with_features(others.data(), model);
    gain += log_likelihood(model, held_out.data()) - without;
  }
  return gain;
}

} // namespace

FeatureFit fit_features(const LikelihoodData& data, const FeatureTally& tally,
                        const LikelihoodRatioModel& without) {
  FeatureFit fit{without};
  fit.model.features = blank_features(tally);
  if (fit.model.features.empty() || without.q_total == 0.0) return fit;
  fit.log_likelihood_gain = held_out_gain(data, fit.model);
  fit.is_used = fit.log_likelihood_gain >= least_feature_gain;
  if (fit.is_used) fit_with_features(data, fit.model);
  return fit;
}

bool FeatureCorrelation::is_conspicuous() const {
  constexpr double tolerance = 0.3;
  return std::abs(coefficient) > tolerance;
}

namespace {

// The mean class of the measured values of each row.
std::vector<double> mean_classes(const FeatureModel& feature) {
  std::vector<double> means;
  for (std::size_t row = 0; row < FeatureTally::n_rows; ++row) {
    double stars = 0.0;
    double sum = 0.0;
    for (std::size_t c = 1; c < feature.classes.n_classes(); ++c) {
      const double n = feature.n[feature.place(row, c)];
      stars += n;
      sum += n * static_cast<double>(c);
    }
    means.push_back(stars > 0.0 ? sum / stars : 0.0);
  }
  return means;
}

} // namespace

FeatureCorrelation largest_correlation(const LikelihoodData& data,
                                       const std::vector<FeatureModel>& features) {
  std::vector<std::vector<double>> means;
  for (const FeatureModel& feature : features)
    means.push_back(mean_classes(feature));
  FeatureCorrelation largest;
  for (std::size_t a = 0; a < features.size(); ++a) {
    for (std::size_t b = a + 1; b < features.size(); ++b) {
      std::vector<ExactSum> sums(3); // of squares, and of products
      for (const XrayCandidates& source : data.sources) {
        for (const Candidate& candidate : source.candidates) {
          const std::size_t row = FeatureTally::row_of(candidate.ks);
          const auto offset = [&](std::size_t f, std::size_t c) {
            return static_cast<double>(c) - means[f][row];
          };
          const std::size_t class_a = features[a].classes.of(row, candidate.features.of[a]);
          const std::size_t class_b = features[b].classes.of(row, candidate.features.of[b]);
          if (class_a == FeatureClasses::missing || class_b == FeatureClasses::missing) continue;
          sums[0].add(offset(a, class_a) * offset(a, class_a));
          sums[1].add(offset(b, class_b) * offset(b, class_b));
          sums[2].add(offset(a, class_a) * offset(b, class_b));
        }
      }
      data.sum(sums);
      const double scale = std::sqrt(sums[0].value() * sums[1].value());
      const double coefficient = scale > 0.0 ? sums[2].value() / scale : 0.0;
      if (std::abs(coefficient) > std::abs(largest.coefficient)) largest = {a, b, coefficient};
    }
  }
  return largest;
}

} // namespace counterpoint

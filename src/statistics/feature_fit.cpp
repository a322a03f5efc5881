#include "counterpoint/statistics/feature_fit.hpp"

#include "statistics/feature_density.hpp"
#include "statistics/fit_terms.hpp"
#include "statistics/magnitude_distribution.hpp"

#include <algorithm>
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

// Finds the model with features from `model` on. \param terms  without what features say
void fit_with_features(const FixedTerms& terms, const LikelihoodData& data,
                       std::span<const std::size_t> by_depth, LikelihoodRatioModel& model) {
  std::vector<FeatureDensity> densities;
  for (std::size_t f = 0; f < model.features.size(); ++f) {
    const bool goes_by_depth = std::ranges::find(by_depth, f) != by_depth.end();
    densities.emplace_back(model.features[f],
                           goes_by_depth ? MissingValues::by_depth : MissingValues::of_all);
  }
  std::vector<std::vector<double>> before(densities.size());
  double moved = std::numeric_limits<double>::infinity();
  for (int step = 0; step < most_steps && moved > feature_precision; ++step) {
    FixedTerms::Expected expected =
        terms.expected_counterparts(model.q, model.q_total, model.features);
    data.sum(expected.unlisted.sums());
    data.sum(expected.listed);
    std::vector<double> counterparts = values_of(expected.listed);
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
  fit_q(terms.with_features(model), data, model);
}

// What features fitted to the sources of the other folds gain for those of each fold.
double held_out_gain(const FixedTerms& terms, const LikelihoodData& data,
                     std::span<const std::size_t> by_depth, const LikelihoodRatioModel& start) {
  double gain = 0.0;
  for (int fold = 0; fold < n_feature_folds; ++fold) {
    const auto is_held_out = [fold](std::int64_t xray_id, std::size_t) {
      return xray_id % n_feature_folds == fold;
    };
    const TermsPart others{data, terms.part([&](std::int64_t xray_id, std::size_t c) {
                             return !is_held_out(xray_id, c);
                           })};
    const FixedTerms held_out = terms.part(is_held_out);
    const auto of_held_out = [&](const LikelihoodRatioModel& model) {
      return log_likelihoods({&model, 1}, held_out.with_features(model), data).front();
    };
    LikelihoodRatioModel model = others.fit(start); // the features say nothing yet
    const double without = of_held_out(model);
    fit_with_features(others.terms(), others.data(), by_depth, model);
    gain += of_held_out(model) - without;
  }
  return gain;
}

} // namespace

FeatureFit fit_features(const LikelihoodData& data, const FeatureTally& tally,
                        const LikelihoodRatioModel& without,
                        std::span<const std::size_t> by_depth) {
  FeatureFit fit{without};
  fit.model.features = blank_features(tally);
  if (fit.model.features.empty() || without.q_total == 0.0) return fit;
  const FixedTerms terms{fit.model, data.sources};
  fit.log_likelihood_gain = held_out_gain(terms, data, by_depth, fit.model);
  fit.is_used = fit.log_likelihood_gain >= least_feature_gain;
  if (fit.is_used) fit_with_features(terms, data, by_depth, fit.model);
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

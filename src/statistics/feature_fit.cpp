#include "counterpoint/statistics/feature_fit.hpp"

#include "statistics/extrapolation.hpp"
#include "statistics/feature_density.hpp"
#include "statistics/fit_terms.hpp"
#include "statistics/folds.hpp"
#include "statistics/magnitude_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint {

namespace {

constexpr int most_feature_rounds = 20;    // of three steps
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
std::vector<FeatureModel> blank_features(std::span<const FeatureStars> stars) {
  std::vector<FeatureModel> features;
  for (std::size_t f = 0; f < stars.size(); ++f)
    features.emplace_back(stars[f], f);
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

// Expectation-maximisation of q and of what the features say.
class FeatureSearch {
public:
  // \param terms  without what features say
  // \param by_depth  the features whose missing values go with the magnitude
  FeatureSearch(const FixedTerms& terms, const LikelihoodData& data,
                std::span<const std::size_t> by_depth, LikelihoodRatioModel& model)
      : terms_{terms}, data_{data}, model_{model}, expected_(model.features.size()) {
    for (std::size_t f = 0; f < model.features.size(); ++f) {
      const bool goes_by_depth = std::ranges::find(by_depth, f) != by_depth.end();
      densities_.emplace_back(model.features[f],
                              goes_by_depth ? MissingValues::by_depth : MissingValues::of_all);
    }
  }

  // Collective. Improves the model until steps are small.
  void run() {
    for (int round = 0; round < most_feature_rounds; ++round) {
      const std::vector<double> start = parameters();
      step();
      const std::vector<double> first = parameters();
      if (step() < feature_precision) return;
      extrapolate(start, first);
      step();
    }
  }

private:
  // The largest part of the counterparts that moved in a feature.
  double step() {
    FixedTerms::Expected expected =
        terms_.expected_counterparts(model_.q, model_.q_total, model_.features);
    sum_together({&expected, 1}, data_.sum);
    std::vector<double> counterparts = values_of(expected.listed);
    for (std::size_t c = 0; c < counterparts.size(); ++c)
      counterparts[c] += model_.q[c] * expected.unlisted.of_class(c);
    set_q(most_probable_q(counterparts, static_cast<double>(data_.n_sources), model_.n, model_.q,
                          model_.prior));
    double moved = 0.0;
    for (std::size_t f = 0; f < densities_.size(); ++f) {
      const std::vector<double> before =
          std::exchange(expected_[f], values_of(expected.features[f]));
      densities_[f].improve(expected_[f], model_.features[f]);
      moved = std::max(moved, distance(before, expected_[f]));
    }
    return moved;
  }

  void set_q(std::vector<double>&& q) {
    model_.q = std::move(q);
    model_.q_total = std::min(1.0, std::accumulate(model_.q.begin(), model_.q.end(), 0.0));
  }

  // ln q, then those of each feature.
  [[nodiscard]] std::vector<double> parameters() const {
    std::vector<double> all;
    for (const double value : model_.q)
      all.push_back(value > 0.0 ? std::log(value) : 0.0);
    for (const FeatureDensity& density : densities_) {
      const std::vector<double> of_feature = density.parameters();
      all.insert(all.end(), of_feature.begin(), of_feature.end());
    }
    return all;
  }

  // To where the steps from `start` over `first` to what is now are heading.
  void extrapolate(const std::vector<double>& start, const std::vector<double>& first) {
    std::vector<double> ahead = parameters();
    TwoSteps steps;
    for (std::size_t i = 0; i < ahead.size(); ++i) {
      steps.first.push_back(first[i] - start[i]);
      steps.bend.push_back(ahead[i] - first[i] - steps.first.back());
    }
    const std::vector<double> further = extrapolation(steps);
    std::transform(ahead.begin(), ahead.end(), further.begin(), ahead.begin(), std::plus<>{});
    std::vector<double> q = model_.q;
    for (std::size_t c = 0; c < q.size(); ++c)
      q[c] = q[c] > 0.0 ? std::exp(ahead[c]) : 0.0;
    limit_sum(q, model_.q_total);
    auto rest = std::span{std::as_const(ahead)}.subspan(q.size());
    set_q(std::move(q));
    for (std::size_t f = 0; f < densities_.size(); ++f) {
      const std::size_t n = densities_[f].parameters().size();
      densities_[f].set_parameters(rest.first(n), expected_[f], model_.features[f]);
      rest = rest.subspan(n);
    }
  }

  const FixedTerms& terms_;
  const LikelihoodData& data_;
  LikelihoodRatioModel& model_;
  std::vector<FeatureDensity> densities_;
  std::vector<std::vector<double>> expected_; // counterparts, of each feature, in the last step
};

// Finds the model with features from `model` on. \param terms  without what features say
void fit_with_features(const FixedTerms& terms, const LikelihoodData& data,
                       std::span<const std::size_t> by_depth, LikelihoodRatioModel& model) {
  FeatureSearch{terms, data, by_depth, model}.run();
  fit_q(terms.with_features(model), data, model);
}

// What features fitted to the sources of the other folds gain for those of each fold.
double held_out_gain(const FixedTerms& terms, const LikelihoodData& data,
                     std::span<const std::size_t> by_depth, const LikelihoodRatioModel& start) {
  double gain = 0.0;
  for (int fold = 0; fold < n_feature_folds; ++fold) {
    const auto is_held_out = [fold](std::int64_t xray_id, std::size_t) {
      return fold_of(xray_id, n_feature_folds) == fold;
    };
    const TermsPart others{data, terms.part([&](std::int64_t xray_id, std::size_t c) {
                             return !is_held_out(xray_id, c);
                           })};
    const FixedTerms held_out = terms.part(is_held_out);
    const auto of_held_out = [&](const LikelihoodRatioModel& model) {
      return log_likelihood(model, held_out.with_features(model), data);
    };
    LikelihoodRatioModel model =
        others.fit(start, FitPrecision::of_held_out); // the features say nothing yet
    const double without = of_held_out(model);
    fit_with_features(others.terms(), others.data(), by_depth, model);
    gain += of_held_out(model) - without;
  }
  return gain;
}

} // namespace

FeatureFit fit_features(const LikelihoodData& data, std::span<const FeatureStars> stars,
                        const LikelihoodRatioModel& without,
                        std::span<const std::size_t> by_depth) {
  FeatureFit fit{without};
  fit.model.features = blank_features(stars);
  if (fit.model.features.empty() || without.q_total == 0.0) return fit;
  const FixedTerms terms{fit.model, data.sources};
  fit.log_likelihood_gain = held_out_gain(terms, data, by_depth, fit.model);
  fit.is_used = fit.log_likelihood_gain >= least_feature_gain;
  if (fit.is_used) fit_with_features(terms, data, by_depth, fit.model);
  return fit;
}

} // namespace counterpoint

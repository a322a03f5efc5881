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

// Expectation-maximisation of q and of what the features say, step by step as QFit: two steps, then
// one from where these are heading.
class FeatureSearch {
public:
  // \param sources  without what features say
  // \param missing  of each feature
  // \param model  to begin with, and what is found
  FeatureSearch(const SourcesToFit& sources, std::span<const MissingValues> missing,
                LikelihoodRatioModel& model)
      : sources_{sources}, model_{&model}, expected_(model.features.size()) {
    for (std::size_t f = 0; f < model.features.size(); ++f)
      densities_.emplace_back(model.features[f], missing[f]);
  }

  [[nodiscard]] bool is_done() const { return is_done_; }

  [[nodiscard]] FixedTerms::Expected expected_counterparts() const {
    return sources_.terms->expected_counterparts(model_->q, model_->q_total, model_->features);
  }

  void take(const FixedTerms::Expected& expected) {
    if (n_steps_ == 0) start_ = parameters();
    const double moved = step(expected);
    ++n_steps_;
    if (n_steps_ == 1) {
      first_ = parameters();
    } else if (n_steps_ == 2) {
      is_done_ = moved < feature_precision;
      if (!is_done_) extrapolate();
    } else {
      n_steps_ = 0;
      is_done_ = ++round_ == most_feature_rounds;
    }
  }

private:
  // The largest part of the counterparts that moved in a feature.
  double step(const FixedTerms::Expected& expected) {
    std::vector<double> counterparts = values_of(expected.listed);
    for (std::size_t c = 0; c < counterparts.size(); ++c)
      counterparts[c] += model_->q[c] * expected.unlisted.of_class(c);
    set_q(most_probable_q(counterparts, static_cast<double>(sources_.n_sources), model_->n,
                          model_->q, model_->prior));
    double moved = 0.0;
    for (std::size_t f = 0; f < densities_.size(); ++f) {
      const std::vector<double> before =
          std::exchange(expected_[f], values_of(expected.features[f]));
      densities_[f].improve(expected_[f], model_->features[f]);
      moved = std::max(moved, distance(before, expected_[f]));
    }
    return moved;
  }

  void set_q(std::vector<double>&& q) {
    model_->q = std::move(q);
    model_->q_total = std::min(1.0, std::accumulate(model_->q.begin(), model_->q.end(), 0.0));
  }

  // ln q, then those of each feature.
  [[nodiscard]] std::vector<double> parameters() const {
    std::vector<double> all;
    for (const double value : model_->q)
      all.push_back(value > 0.0 ? std::log(value) : 0.0);
    for (const FeatureDensity& density : densities_) {
      const std::vector<double> of_feature = density.parameters();
      all.insert(all.end(), of_feature.begin(), of_feature.end());
    }
    return all;
  }

  // To where the steps from `start_` over `first_` to what is now are heading.
  void extrapolate() {
    std::vector<double> ahead = parameters();
    TwoSteps steps;
    for (std::size_t i = 0; i < ahead.size(); ++i) {
      steps.first.push_back(first_[i] - start_[i]);
      steps.bend.push_back(ahead[i] - first_[i] - steps.first.back());
    }
    const std::vector<double> further = extrapolation(steps);
    std::transform(ahead.begin(), ahead.end(), further.begin(), ahead.begin(), std::plus<>{});
    std::vector<double> q = model_->q;
    for (std::size_t c = 0; c < q.size(); ++c)
      q[c] = q[c] > 0.0 ? std::exp(ahead[c]) : 0.0;
    limit_sum(q, model_->q_total);
    auto rest = std::span{std::as_const(ahead)}.subspan(q.size());
    set_q(std::move(q));
    for (std::size_t f = 0; f < densities_.size(); ++f) {
      const std::size_t n = densities_[f].parameters().size();
      densities_[f].set_parameters(rest.first(n), expected_[f], model_->features[f]);
      rest = rest.subspan(n);
    }
  }

  SourcesToFit sources_;
  LikelihoodRatioModel* model_;
  std::vector<FeatureDensity> densities_;
  std::vector<std::vector<double>> expected_; // counterparts, of each feature, in the last step
  std::vector<double> start_;                 // parameters() before the first step of a round
  std::vector<double> first_;                 // and after it
  int n_steps_ = 0;                           // of a round
  int round_ = 0;
  bool is_done_ = false;
};

// Finds the models with features, from `models` on, all at once. \param samples  without what
// features say
void fit_with_features(std::span<const SourcesToFit> samples, const SumOverRanks& sum,
                       std::span<const MissingValues> missing,
                       std::span<LikelihoodRatioModel> models) {
  std::vector<FeatureSearch> searches;
  for (std::size_t i = 0; i < samples.size(); ++i)
    searches.emplace_back(samples[i], missing, models[i]);
  fit_together(std::span{searches}, sum);
  std::vector<TermsPart> with_features;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    with_features.push_back({samples[i].terms->with_features(models[i]), samples[i].n_sources});
  }
  fit_q(sources_of(with_features), models, sum);
}

// What features fitted to the sources of the other folds gain for those of each fold.
double held_out_gain(const FixedTerms& terms, const SumOverRanks& sum,
                     std::span<const MissingValues> missing, const LikelihoodRatioModel& start) {
  std::vector<FixedTerms> terms_of_others;
  std::vector<FixedTerms> held_out;
  for (int fold = 0; fold < n_feature_folds; ++fold) {
    const auto is_held_out = [fold](std::int64_t xray_id, std::size_t) {
      return fold_of(xray_id, n_feature_folds) == fold;
    };
    held_out.push_back(terms.part(is_held_out));
    terms_of_others.push_back(
        terms.part([&](std::int64_t xray_id, std::size_t c) { return !is_held_out(xray_id, c); }));
  }
  const std::vector<TermsPart> others = parts_of(std::move(terms_of_others), sum);
  std::vector<LikelihoodRatioModel> models(others.size(), start);
  const auto log_likelihoods = [&] {
    std::vector<ExactSum> sums;
    for (std::size_t i = 0; i < models.size(); ++i) {
      const FixedTerms with_features = held_out[i].with_features(models[i]);
      sums.push_back(with_features.log_likelihood(models[i].q, models[i].q_total));
    }
    sum(sums);
    return values_of(sums);
  };
  fit_q(sources_of(others), models, sum, FitPrecision::of_held_out); // features say nothing yet
  const std::vector<double> without = log_likelihoods();
  fit_with_features(sources_of(others), sum, missing, models);
  const std::vector<double> with = log_likelihoods();
  double gain = 0.0;
  for (std::size_t i = 0; i < models.size(); ++i)
    gain += with[i] - without[i];
  return gain;
}

std::vector<MissingValues>
how_values_are_missing(std::span<const std::optional<MissingTogether>> together,
                       std::span<const std::size_t> by_depth) {
  std::vector<MissingValues> missing(together.size(), MissingValues::of_all);
  for (const std::size_t f : by_depth)
    missing[f] = MissingValues::by_depth;
  for (std::size_t f = 0; f < together.size(); ++f)
    missing[f] = together[f] ? MissingValues::said_before : missing[f];
  return missing;
}

} // namespace

FeatureFit fit_features(const LikelihoodData& data, std::span<const FeatureStars> stars,
                        const LikelihoodRatioModel& without,
                        std::span<const std::size_t> by_depth) {
  FeatureFit fit{without};
  fit.model.features = blank_features(stars);
  fit.missing_together.resize(stars.size());
  if (fit.model.features.empty() || without.q_total == 0.0) return fit;
  fit.missing_together = find_missing_together(data, stars.size());
  const std::vector<MissingValues> missing = how_values_are_missing(fit.missing_together, by_depth);
  const FixedTerms terms{fit.model, data.sources};
  fit.log_likelihood_gain = held_out_gain(terms, data.sum, missing, fit.model);
  fit.is_used = fit.log_likelihood_gain >= least_feature_gain;
  if (!fit.is_used) return fit;
  const SourcesToFit all{&terms, data.n_sources};
  fit_with_features({&all, 1}, data.sum, missing, {&fit.model, 1});
  return fit;
}

} // namespace counterpoint

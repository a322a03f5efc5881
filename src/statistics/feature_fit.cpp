#include "counterpoint/statistics/feature_fit.hpp"

#include "statistics/feature_density.hpp"

#include <array>
#include <cmath>
#include <vector>

namespace counterpoint {

namespace {

constexpr int most_rounds = 12;
constexpr int steps_of_round = 5;
constexpr double precision = 0.05; // in ln L

// The candidates with what of their weights does not change while the features are fitted.
class Evidence {
public:
  Evidence(const LikelihoodRatioModel& model, std::span<const XrayCandidates> sources) {
    for (const XrayCandidates& source : sources) {
      const double none = model.none(source.terms);
      for (const Candidate& candidate : source.candidates) {
        Place& place = places_.emplace_back();
        for (std::size_t f = 0; f < model.features.size(); ++f) {
          place[f] = static_cast<std::uint32_t>(
              model.features[f].place_of(candidate.ks, candidate.features.of[f]));
        }
        magnitude_weights_.push_back(model.magnitude_weight(candidate, source.terms));
      }
      end_.push_back(places_.size());
      none_.push_back(none);
    }
  }

  // Adds the expected counterparts among the candidates, of each feature [row][class].
  void add_expected(const std::vector<FeatureModel>& features,
                    std::vector<std::vector<ExactSum>>& expected) {
    weights_.resize(places_.size());
    for (std::size_t i = 0, k = 0; i < end_.size(); k = end_[i++]) {
      double total = none_[i];
      for (std::size_t c = k; c < end_[i]; ++c) {
        weights_[c] = magnitude_weights_[c];
        for (std::size_t f = 0; f < features.size(); ++f)
          weights_[c] *= features[f].ratio[places_[c][f]];
        total += weights_[c];
      }
      if (!(total > 0.0)) continue;
      for (std::size_t c = k; c < end_[i]; ++c) {
        for (std::size_t f = 0; f < features.size(); ++f)
          expected[f][places_[c][f]].add(weights_[c] / total);
      }
    }
  }

private:
  using Place = std::array<std::uint32_t, most_features>; // in the tables of each feature

  std::vector<Place> places_; // of each candidate
  std::vector<double> magnitude_weights_;
  std::vector<double> weights_;
  std::vector<std::size_t> end_; // of each source: one past its last candidate
  std::vector<double> none_;
};

std::vector<double> values_of(const std::vector<ExactSum>& sums) {
  std::vector<double> values;
  values.reserve(sums.size());
  for (const ExactSum& sum : sums)
    values.push_back(sum.value());
  return values;
}

} // namespace

FeatureFit fit_features(const LikelihoodData& data, const FeatureTally& tally,
                        const LikelihoodRatioModel& without) {
  FeatureFit fit{without, 0.0};
  std::vector<FeatureDensity> densities;
  for (std::size_t f = 0; f < tally.n_features(); ++f) {
    fit.model.features.emplace_back(tally, f);
    densities.emplace_back(fit.model.features.back());
  }
  if (densities.empty() || without.q_total == 0.0) return fit;
  const double start = log_likelihood(without, data);
  for (int round = 0; round < most_rounds; ++round) {
    Evidence evidence{fit.model, data.sources};
    for (int step = 0; step < steps_of_round; ++step) {
      std::vector<std::vector<ExactSum>> expected;
      for (const FeatureModel& feature : fit.model.features)
        expected.emplace_back(feature.n.size());
      evidence.add_expected(fit.model.features, expected);
      for (std::size_t f = 0; f < densities.size(); ++f) {
        data.sum(expected[f]);
        densities[f].improve(values_of(expected[f]), fit.model.features[f]);
      }
    }
    fit.model = fit_likelihood_ratio(data, &fit.model);
    const double gain = log_likelihood(fit.model, data) - start;
    const double change = gain - std::exchange(fit.log_likelihood_gain, gain);
    if (std::abs(change) < precision) break;
  }
  return fit;
}

} // namespace counterpoint

#include "counterpoint/statistics/fraction_trends.hpp"

#include "statistics/source_likelihood.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace counterpoint {

namespace {

constexpr std::size_t n_properties = 2;

struct ScoredSource {
  double score; // derivative of ln L with respect to the logit of its Q
  std::array<double, n_properties> properties;
};

std::vector<ScoredSource> scored(const LikelihoodData& data, const LikelihoodRatioModel& model) {
  std::vector<ScoredSource> sources;
  const MagnitudeRatio ratio{model};
  for (const XrayCandidates& source : data.sources) {
    const XrayTerms& terms = source.terms;
    const double q = model.q_total_of(terms);
    const double likelihood =
        std::max(likelihood_of(source, model, ratio), std::numeric_limits<double>::min());
    sources.push_back({(1.0 - 1.0 / likelihood) * (1.0 - q),
                       {std::log(terms.sigma_arcsec()), std::log(terms.density_factor)}});
  }
  return sources;
}

// Collective. As what follows is divided by the scatter, the unit of the property does not matter.
FractionTrend trend(const LikelihoodData& data, const std::vector<ScoredSource>& sources,
                    std::size_t property) {
  std::vector<ExactSum> sums(5); // of the weights, with the property, sources, with it, its squares
  for (const ScoredSource& source : sources) {
    const double value = source.properties[property];
    const double weight = source.score * source.score;
    sums[0].add(weight);
    sums[1].add(weight * value);
    sums[2].add(1.0);
    sums[3].add(value);
    sums[4].add(value * value);
  }
  data.sum(sums);
  const double n = sums[2].value();
  if (!(sums[0].value() > 0.0)) return {};
  // Q itself is fitted: only what differs from the mean of those that tell counts.
  const double middle = sums[1].value() / sums[0].value();
  std::vector<ExactSum> scores(2); // of the slope, and their squares
  for (const ScoredSource& source : sources) {
    const double score = source.score * (source.properties[property] - middle);
    scores[0].add(score);
    scores[1].add(score * score);
  }
  data.sum(scores);
  const double information = scores[1].value();
  const double mean = sums[3].value() / n;
  return {information > 0.0 ? scores[0].value() / std::sqrt(information) : 0.0,
          std::sqrt(std::max(0.0, sums[4].value() / n - mean * mean))};
}

} // namespace

FractionTrends fraction_trends(const LikelihoodData& data, const LikelihoodRatioModel& model) {
  const std::vector<ScoredSource> sources = scored(data, model);
  return {trend(data, sources, 0), trend(data, sources, 1)};
}

} // namespace counterpoint

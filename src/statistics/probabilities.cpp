#include "counterpoint/statistics/probabilities.hpp"

#include "counterpoint/settings/choice.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace counterpoint {

namespace {
const Choices<Estimator> estimators{
    {"lr", Estimator::lr}, {"mauerhan", Estimator::mauerhan}, {"notebook", Estimator::notebook}};
const Choices<bool> are_local{{"local", true}, {"global", false}};
const Choices<bool> go_by_depth{{"auto", true}, {"none", false}};
} // namespace

const Probability& PairProbabilities::by(Estimator estimator) const {
  switch (estimator) {
  case Estimator::mauerhan:
    return mauerhan;
  case Estimator::notebook:
    return notebook;
  case Estimator::lr:
    return lr;
  }
  throw InternalError{"an unknown estimator of probabilities"};
}

void normalise(std::span<Probability> weights, double none) {
  const double total =
      std::accumulate(weights.begin(), weights.end(), none,
                      [](double sum, const Probability& weight) { return sum + weight.p; });
  if (!(total > 0.0)) {
    std::fill(weights.begin(), weights.end(), Probability{});
    return;
  }
  for (Probability& weight : weights)
    weight = {weight.p / total, none / total};
}

namespace {

// The notebook's guard against a density of zero.
constexpr double smallest_density = 1e-30;

// f(K) / rho(K) by the nearest point of the grid; the class of missing magnitudes has its own.
struct CumulativeTerms {
  double f;
  double rho;
  [[nodiscard]] double ratio() const { return f / std::max(rho, smallest_density); }
};

CumulativeTerms cumulative_terms(const CumulativeModel& model, const MagnitudeBins& bins,
                                 double ks) {
  if (std::isnan(ks)) return {model.f_missing, model.rho_missing};
  const std::size_t point = bins.nearest_point(ks);
  return {model.f[point], model.rho[point]};
}

// p(phi) per square radian with the quoted error as sigma: the unit slip of the notebook's code. It
// knows no ellipses: the major axis is taken.
double notebook_offset_density(const Candidate& candidate) {
  const double sigma = candidate.quoted_error.radians();
  const double z = candidate.separation.radians() / sigma;
  return 1.0 / (2.0 * std::numbers::pi * sigma * sigma) * std::exp(-0.5 * z * z);
}

template <class Weight>
void from_weights(std::span<const Candidate> candidates, double none, Weight&& weight,
                  std::vector<Probability>& probabilities) {
  probabilities.clear();
  for (const Candidate& candidate : candidates)
    probabilities.push_back({.p = weight(candidate)});
  normalise(probabilities, none);
}

} // namespace

double weight_of_none(Estimator estimator, const ProbabilityModel& model, const XrayTerms& terms) {
  switch (estimator) {
  case Estimator::mauerhan:
    return model.mauerhan.none();
  case Estimator::notebook:
    return model.notebook.none();
  case Estimator::lr:
    return model.lr.none(terms);
  }
  throw InternalError{"an unknown estimator of probabilities"};
}

void find_probabilities(Estimator estimator, const ProbabilityModel& model,
                        const XrayCandidates& source, double none,
                        std::vector<Probability>& probabilities) {
  OffsetDensity density{source.terms};
  switch (estimator) {
  case Estimator::mauerhan:
    return from_weights(
        source.candidates, none,
        [&](const Candidate& candidate) {
          return cumulative_terms(model.mauerhan, model.bins, candidate.ks).ratio() *
                 density(candidate);
        },
        probabilities);
  case Estimator::notebook:
    return from_weights(
        source.candidates, none,
        [&](const Candidate& candidate) {
          return cumulative_terms(model.notebook, model.bins, candidate.ks).ratio() *
                 notebook_offset_density(candidate);
        },
        probabilities);
  case Estimator::lr:
    return from_weights(
        source.candidates, none,
        [&](const Candidate& candidate) {
          return model.lr.weight(candidate, source.terms, model.magnitude_ratio, density);
        },
        probabilities);
  }
  throw InternalError{"an unknown estimator of probabilities"};
}

std::vector<Probability> probabilities_by(Estimator estimator, const ProbabilityModel& model,
                                          const XrayCandidates& source) {
  std::vector<Probability> probabilities;
  probabilities.reserve(source.candidates.size());
  find_probabilities(estimator, model, source, weight_of_none(estimator, model, source.terms),
                     probabilities);
  return probabilities;
}

std::vector<PairProbabilities> candidate_probabilities(const ProbabilityModel& model,
                                                       const XrayCandidates& source) {
  const auto lr = probabilities_by(Estimator::lr, model, source);
  const auto mauerhan = probabilities_by(Estimator::mauerhan, model, source);
  const auto notebook = probabilities_by(Estimator::notebook, model, source);
  std::vector<PairProbabilities> terms;
  for (std::size_t i = 0; i < source.candidates.size(); ++i) {
    const Candidate& candidate = source.candidates[i];
    const CumulativeTerms cumulative = cumulative_terms(model.mauerhan, model.bins, candidate.ks);
    terms.push_back({.f_k = cumulative.f,
                     .rho_k = cumulative.rho,
                     .p_phi = offset_density_arcsec2(candidate, source.terms),
                     .lr = lr[i],
                     .mauerhan = mauerhan[i],
                     .notebook = notebook[i]});
  }
  return terms;
}

std::size_t best_candidate(std::span<const PairProbabilities> probabilities, Estimator estimator) {
  const auto best = std::max_element(probabilities.begin(), probabilities.end(),
                                     [&](const PairProbabilities& a, const PairProbabilities& b) {
                                       return a.by(estimator).p < b.by(estimator).p;
                                     });
  return static_cast<std::size_t>(best - probabilities.begin());
}

std::vector<SettingKey> probability_keys() {
  return {
      {"probability.method", "lr", "picks the best match", KeyKind::choice, words_of(estimators)},
      {"probability.density", "local", "infrared surface density of lr", KeyKind::choice,
       words_of(are_local)},
      {"probability.depth", "auto",
       "where the infrared catalogue is not equally deep, lr goes by the depth of each place; "
       "none: "
       "as if it were",
       KeyKind::choice, words_of(go_by_depth)},
      {"probability.chance-ks", "", "Ks limit of p_chance; empty: each candidate's own Ks"}};
}

ProbabilityOptions probability_options(const Settings& settings) {
  ProbabilityOptions options;
  options.estimator = choice_of(settings, "probability.method", estimators);
  options.local_density = choice_of(settings, "probability.density", are_local);
  options.by_depth = choice_of(settings, "probability.depth", go_by_depth);
  if (!settings.text("probability.chance-ks").empty()) {
    options.chance_ks = settings.number("probability.chance-ks");
  }
  return options;
}

} // namespace counterpoint

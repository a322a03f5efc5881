#include "counterpoint/statistics/probabilities.hpp"

#include "counterpoint/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace counterpoint {

Estimator parse_estimator(const std::string& text) {
  if (text == "lr") return Estimator::lr;
  if (text == "mauerhan") return Estimator::mauerhan;
  if (text == "notebook") return Estimator::notebook;
  throw InputError{"probability.method = " + text + " is not known: use lr, mauerhan or notebook"};
}

const Probability& PairProbabilities::by(Estimator estimator) const {
  switch (estimator) {
  case Estimator::mauerhan:
    return mauerhan;
  case Estimator::notebook:
    return notebook;
  default:
    return lr;
  }
}

double normalise(std::vector<double>& weights, double none) {
  const double total = std::accumulate(weights.begin(), weights.end(), none);
  if (!(total > 0.0)) {
    std::fill(weights.begin(), weights.end(), 0.0);
    return 1.0;
  }
  for (double& weight : weights)
    weight /= total;
  return none / total;
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

// p(phi) per square radian with the quoted error as sigma: the unit slip of the notebook's code.
double notebook_offset_density(const Pair& pair) {
  const double sigma = pair.quoted_error.radians();
  const double z = pair.separation.radians() / sigma;
  return 1.0 / (2.0 * std::numbers::pi * sigma * sigma) * std::exp(-0.5 * z * z);
}

// Fills one estimator's probabilities by weights computed pair by pair.
template <class Weight>
void fill(std::vector<PairProbabilities>& terms, std::span<const Pair> pairs, double none,
          Probability PairProbabilities::*estimator, Weight&& weight) {
  std::vector<double> weights;
  for (std::size_t i = 0; i < pairs.size(); ++i)
    weights.push_back(weight(pairs[i], terms[i]));
  const double p0 = normalise(weights, none);
  for (std::size_t i = 0; i < pairs.size(); ++i)
    terms[i].*estimator = {weights[i], p0};
}

} // namespace

std::vector<PairProbabilities> candidate_probabilities(const ProbabilityModel& model,
                                                       const XrayCandidates& source) {
  const std::span<const Pair> pairs = source.pairs;
  std::vector<PairProbabilities> terms(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const CumulativeTerms mauerhan = cumulative_terms(model.mauerhan, model.bins, pairs[i].ks);
    terms[i].f_k = mauerhan.f;
    terms[i].rho_k = mauerhan.rho;
    terms[i].p_phi =
        offset_density_arcsec2(pairs[i].separation, offset_sigma(pairs[i], source.terms));
  }
  fill(terms, pairs, model.lr.none(source.terms), &PairProbabilities::lr,
       [&](const Pair& pair, const PairProbabilities&) {
         return model.lr.weight(pair, source.terms);
       });
  fill(terms, pairs, model.mauerhan.none(), &PairProbabilities::mauerhan,
       [&](const Pair&, const PairProbabilities& term) {
         return CumulativeTerms{term.f_k, term.rho_k}.ratio() * term.p_phi;
       });
  fill(terms, pairs, model.notebook.none(), &PairProbabilities::notebook,
       [&](const Pair& pair, const PairProbabilities&) {
         return cumulative_terms(model.notebook, model.bins, pair.ks).ratio() *
                notebook_offset_density(pair);
       });
  return terms;
}

std::size_t best_candidate(std::span<const PairProbabilities> probabilities, Estimator estimator) {
  const auto best = std::max_element(probabilities.begin(), probabilities.end(),
                                     [&](const PairProbabilities& a, const PairProbabilities& b) {
                                       return a.by(estimator).p < b.by(estimator).p;
                                     });
  return static_cast<std::size_t>(best - probabilities.begin());
}

} // namespace counterpoint

#include "counterpoint/statistics/calibration.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/statistics/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint {

const std::vector<double>& calibration_thresholds() {
  static const std::vector<double> thresholds = [] {
    std::vector<double> values;
    for (int i = 1; i < 20; ++i)
      values.push_back(i / 20.0);
    values.push_back(0.99);
    return values;
  }();
  return thresholds;
}

std::size_t thresholds_reached(double p) {
  const auto& thresholds = calibration_thresholds();
  return static_cast<std::size_t>(std::upper_bound(thresholds.begin(), thresholds.end(), p) -
                                  thresholds.begin());
}

namespace {

// The chance matches of one trial as pairs, as if they were real.
std::vector<Pair> as_pairs(std::span<const NullMatch> matches, const Neighbourhoods& neighbourhoods,
                           std::int64_t xray_id) {
  std::vector<Pair> pairs;
  for (const NullMatch& match : matches) {
    const Neighbour& neighbour = neighbourhoods.neighbours[match.neighbour];
    Pair pair;
    pair.xray_id = xray_id;
    pair.ir_id = neighbour.ir_id;
    pair.separation = match.separation;
    pair.position_angle = match.position_angle;
    pair.infrared_sigma = neighbour.sigma;
    pair.quoted_error = Angle::from_arcsec(neighbour.radius_arcsec);
    pair.ks = neighbour.ks;
    pairs.push_back(pair);
  }
  return pairs;
}

// By neighbour of the i-th X-ray source: the probability of being its counterpart, by lr.
std::vector<double> counterpart_probabilities(const Neighbourhoods& neighbourhoods, std::size_t i,
                                              const ProbabilityModel& model,
                                              const XrayTerms& terms) {
  NullOptions unshifted;
  unshifted.trials = 1;
  unshifted.shift_max = Angle{};
  std::vector<NullMatch> candidates;
  find_null_matches(neighbourhoods, i, unshifted, {}, candidates);
  const auto pairs = as_pairs(candidates, neighbourhoods, neighbourhoods.xray_ids[i]);
  const auto probabilities = probabilities_by(Estimator::lr, model, {pairs, terms});
  std::vector<double> of_neighbour(neighbourhoods.of(i).size());
  for (std::size_t k = 0; k < candidates.size(); ++k)
    of_neighbour[candidates[k].neighbour - neighbourhoods.first[i]] = probabilities[k].p;
  return of_neighbour;
}

std::int64_t in_weights(double value) {
  return std::llround(value / NullCounts::weight);
}

} // namespace

NullCounts run_null_trials(const Neighbourhoods& neighbourhoods, std::span<const std::int16_t> bins,
                           int n_bins, const ProbabilityModel& model, Estimator estimator,
                           std::span<const XrayTerms> terms, const NullOptions& options,
                           const TrialShare& share) {
  check(bins.size() == neighbourhoods.neighbours.size(), "run_null_trials: one bin per neighbour");
  NullCounts counts{options.trials, n_bins};
  const std::size_t n_classes = calibration_thresholds().size() + 1;
  std::vector<NullMatch> matches;
  for (std::size_t i = 0; i < neighbourhoods.size(); ++i) {
    find_null_matches(neighbourhoods, i, options, share, matches);
    for (const NullMatch& match : matches) {
      ++counts.matches[static_cast<std::size_t>(match.trial) * static_cast<std::size_t>(n_bins) +
                       static_cast<std::size_t>(bins[match.neighbour])];
    }
    const XrayTerms& source = terms[static_cast<std::size_t>(neighbourhoods.xray_ids[i])];
    if (!source.in_footprint || matches.empty()) continue;
    const std::vector<double> own = counterpart_probabilities(neighbourhoods, i, model, source);
    const auto own_of = [&](const NullMatch& match) {
      return own[match.neighbour - neighbourhoods.first[i]];
    };
    for (const NullMatch& match : matches)
      counts.own += in_weights(own_of(match));
    for (auto first = matches.begin(); first != matches.end();) {
      const auto last = std::find_if(first, matches.end(), [&](const NullMatch& match) {
        return match.trial != first->trial;
      });
      const auto pairs = as_pairs({first, last}, neighbourhoods, neighbourhoods.xray_ids[i]);
      const auto probabilities = probabilities_by(estimator, model, {pairs, source});
      const auto best =
          std::max_element(probabilities.begin(), probabilities.end(),
                           [](const Probability& a, const Probability& b) { return a.p < b.p; });
      counts
          .best[static_cast<std::size_t>(first->trial) * n_classes + thresholds_reached(best->p)] +=
          in_weights(1.0 - own_of(first[best - probabilities.begin()]));
      first = last;
    }
  }
  return counts;
}

void RealCounts::add(std::span<const PairProbabilities> candidates, Estimator estimator) {
  if (candidates.empty()) return;
  const Probability chosen = candidates[best_candidate(candidates, estimator)].by(estimator);
  const std::size_t reached = thresholds_reached(chosen.p);
  ++best[reached];
  confused[reached].add(1.0 - chosen.p - chosen.p0);
}

std::vector<CalibrationRow> calibrate(const RealCounts& real,
                                      std::span<const std::int64_t> null_best, int n_trials,
                                      double n_with_candidate, double n_counterparts,
                                      std::int64_t n_considered) {
  const auto& thresholds = calibration_thresholds();
  const std::size_t n_classes = thresholds.size() + 1;
  const auto n_reaching = [&](std::span<const std::int64_t> by_reached, std::size_t threshold) {
    return std::accumulate(by_reached.begin() + static_cast<std::ptrdiff_t>(threshold) + 1,
                           by_reached.end(), std::int64_t{0});
  };
  // Only the sources without their counterpart are like those of a null trial.
  const double like_null =
      n_considered > 0 ? std::max(0.0, 1.0 - n_with_candidate / static_cast<double>(n_considered))
                       : 0.0;
  std::vector<CalibrationRow> rows;
  std::vector<std::int64_t> per_trial(static_cast<std::size_t>(n_trials));
  for (std::size_t k = 0; k < thresholds.size(); ++k) {
    CalibrationRow row;
    row.threshold = thresholds[k];
    row.n_real = n_reaching(real.best, k);
    for (std::size_t trial = 0; trial < per_trial.size(); ++trial) {
      per_trial[trial] = n_reaching(null_best.subspan(trial * n_classes, n_classes), k);
    }
    const MeanAndDeviation null = mean_and_deviation(per_trial);
    row.n_null_mean = null.mean * NullCounts::weight;
    ExactSum confused;
    for (std::size_t reached = k + 1; reached < n_classes; ++reached)
      confused.add(real.confused[reached]);
    const auto n_real = static_cast<double>(row.n_real);
    const double n_true = std::max(0.0, n_real - like_null * row.n_null_mean - confused.value());
    row.purity = row.n_real > 0 ? n_true / n_real : std::numeric_limits<double>::quiet_NaN();
    // The number of false ones among the real scatters as in one trial.
    row.purity_err = like_null * null.deviation * NullCounts::weight / n_real;
    row.completeness =
        n_counterparts > 0.0 ? n_true / n_counterparts : std::numeric_limits<double>::quiet_NaN();
    rows.push_back(row);
  }
  return rows;
}

double suggested_threshold(std::span<const CalibrationRow> rows, double false_fraction) {
  double lowest = std::numeric_limits<double>::quiet_NaN();
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    if (row->n_real > 0 && !(row->purity >= 1.0 - false_fraction)) break;
    if (row->n_real > 0) lowest = row->threshold;
  }
  return lowest;
}

} // namespace counterpoint

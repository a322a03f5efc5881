#include "counterpoint/statistics/calibration.hpp"

#include "counterpoint/statistics/histogram.hpp"
#include "counterpoint/statistics/null_counts.hpp"

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

void RealCounts::add(std::span<const PairProbabilities> candidates, Estimator estimator) {
  if (candidates.empty()) return;
  const Probability chosen = candidates[best_candidate(candidates, estimator)].by(estimator);
  const std::size_t reached = thresholds_reached(chosen.p);
  ++best[reached];
  promised[reached].add(chosen.p);
  confused[reached].add(1.0 - chosen.p - chosen.p0);
}

namespace {

// X-ray sources whose probability reaches the threshold.
std::int64_t n_reaching(std::span<const std::int64_t> by_reached, std::size_t threshold) {
  return std::accumulate(by_reached.begin() + static_cast<std::ptrdiff_t>(threshold) + 1,
                         by_reached.end(), std::int64_t{0});
}

} // namespace

double suggested_threshold(std::span<const CalibrationRow> rows, double false_fraction) {
  double lowest = std::numeric_limits<double>::quiet_NaN();
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    if (row->n_real > 0 && !(row->purity >= 1.0 - false_fraction)) break;
    if (row->n_real > 0) lowest = row->threshold;
  }
  return lowest;
}

Calibration calibrate(const RealCounts& real, std::span<const std::int64_t> null_best, int n_trials,
                      const ExpectedCounterparts& expected) {
  const auto& thresholds = calibration_thresholds();
  const std::size_t n_classes = thresholds.size() + 1;
  // Only the sources without their counterpart are like those of a null trial.
  const double like_null = expected.n_considered > 0
                               ? std::max(0.0, 1.0 - expected.among_candidates /
                                                         static_cast<double>(expected.n_considered))
                               : 0.0;
  Calibration calibration;
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
    ExactSum promised;
    for (std::size_t reached = k + 1; reached < n_classes; ++reached) {
      confused.add(real.confused[reached]);
      promised.add(real.promised[reached]);
    }
    const auto n_real = static_cast<double>(row.n_real);
    const double n_left = n_real - like_null * row.n_null_mean - confused.value();
    const double n_true = std::isnan(n_left) ? n_left : std::max(0.0, n_left); // NaN: no trials
    row.purity = row.n_real > 0 ? n_true / n_real : std::numeric_limits<double>::quiet_NaN();
    row.mean_p =
        row.n_real > 0 ? promised.value() / n_real : std::numeric_limits<double>::quiet_NaN();
    // The number of false ones among the real scatters as in one trial.
    row.purity_error = row.n_real > 0 ? like_null * null.deviation * NullCounts::weight / n_real
                                      : std::numeric_limits<double>::quiet_NaN();
    row.completeness = expected.anywhere > 0.0 ? n_true / expected.anywhere
                                               : std::numeric_limits<double>::quiet_NaN();
    calibration.rows.push_back(row);
  }
  constexpr double false_fraction = 0.05;
  calibration.threshold_5_percent_false = suggested_threshold(calibration.rows, false_fraction);
  return calibration;
}

} // namespace counterpoint

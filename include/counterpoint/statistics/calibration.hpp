#pragma once

#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/null_trials/trials.hpp"
#include "counterpoint/statistics/probabilities.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// Counts over probability thresholds 0.05, 0.10, ... 0.95, 0.99.
[[nodiscard]] const std::vector<double>& calibration_thresholds();

/// Number of thresholds that `p` reaches.
[[nodiscard]] std::size_t thresholds_reached(double p);

/// What the null trials of one process yield. A star that is probably the counterpart of an X-ray
/// source is no unrelated star to that source: where a small shift brings it back, it counts by the
/// probability that it is not, 1 - P(lr) of the unshifted pair. Sums of such weights are integers,
/// in units of `weight`.
struct NullCounts {
  static constexpr double weight = 0x1p-20;

  NullCounts(int n_trials, int n_bins)
      : matches(static_cast<std::size_t>(n_trials) * static_cast<std::size_t>(n_bins)),
        best(static_cast<std::size_t>(n_trials) * (calibration_thresholds().size() + 1)) {}

  std::vector<std::int64_t> matches; ///< [trial][bin]: all matches
  /// [trial][thresholds reached]: X-ray sources by the best probability among their matches;
  /// weights.
  std::vector<std::int64_t> best;
  std::int64_t own = 0; ///< of all trials: what own counterparts add to the matches; weights
};

/// Runs the null trials of `share`: counts the chance matches per bin, and judges them by the same
/// engine as the real ones (science.md, section 6, point 3).
/// \param bins  per neighbour, 0 ... n_bins - 1
/// \param terms  by xray_id
[[nodiscard]] NullCounts run_null_trials(const Neighbourhoods& neighbourhoods,
                                         std::span<const std::int16_t> bins, int n_bins,
                                         const ProbabilityModel& model, Estimator estimator,
                                         std::span<const XrayTerms> terms,
                                         const NullOptions& options, const TrialShare& share);

/// One threshold of the calibration.
struct CalibrationRow {
  double threshold = 0.0;
  std::int64_t n_real = 0;  ///< X-ray sources whose best match has P >= threshold
  double n_null_mean = 0.0; ///< the same in a null trial, mean over trials
  double purity = 0.0;      ///< expected fraction of true counterparts among n_real; NaN for none
  double purity_err = 0.0;
  double completeness = 0.0; ///< true ones among n_real over all counterparts, Q times sources
};

/// What the real matches yield.
struct RealCounts {
  RealCounts()
      : best(calibration_thresholds().size() + 1), confused(calibration_thresholds().size() + 1) {}

  std::vector<std::int64_t> best; ///< X-ray sources by the thresholds their best match reaches
  /// By the same: sum of the probabilities that another candidate than the best is the counterpart.
  std::vector<ExactSum> confused;

  /// Counts one X-ray source by its candidates.
  void add(std::span<const PairProbabilities> candidates, Estimator estimator);
};

/// False matches at a threshold are those of sources whose counterpart is not among the candidates,
/// of which the null trials tell, and those that beat a counterpart that is.
/// \param real, null_best  sums over all ranks; null_best is NullCounts::best
/// \param n_with_candidate  expected number of sources with their counterpart among the candidates
/// \param n_counterparts  expected number of sources with a counterpart, Q times sources
[[nodiscard]] std::vector<CalibrationRow>
calibrate(const RealCounts& real, std::span<const std::int64_t> null_best, int n_trials,
          double n_with_candidate, double n_counterparts, std::int64_t n_considered);

/// The lowest threshold from which on the purity is at least 1 - `false_fraction`; NaN if there is
/// none.
[[nodiscard]] double suggested_threshold(std::span<const CalibrationRow> rows,
                                         double false_fraction);

} // namespace counterpoint

#pragma once

#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/statistics/probabilities.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace counterpoint {

/// Counts over probability thresholds 0.05, 0.10, ... 0.95, 0.99.
[[nodiscard]] const std::vector<double>& calibration_thresholds();

/// Number of thresholds that `p` reaches.
[[nodiscard]] std::size_t thresholds_reached(double p);

/// One threshold of the calibration.
struct CalibrationRow {
  double threshold = 0.0;
  std::int64_t n_real = 0;  ///< X-ray sources whose best match has P >= threshold
  double n_null_mean = 0.0; ///< the same in a null trial, mean over trials
  double purity = 0.0;      ///< expected fraction of true counterparts among n_real; NaN for none
  double purity_error = 0.0;
  double mean_p = 0.0;       ///< of the best matches: what the purity should be; NaN for none
  double completeness = 0.0; ///< true ones among n_real over all counterparts, Q times sources
};

/// Counts of the real candidates.
struct RealCounts {
  RealCounts()
      : best(calibration_thresholds().size() + 1), promised(best.size()), confused(best.size()) {}

  std::vector<std::int64_t> best; ///< X-ray sources by the thresholds their best match reaches
  std::vector<ExactSum> promised; ///< by the same: sum of the probabilities of the best matches
  /// By the same: sum of the probabilities that another candidate than the best is the counterpart.
  std::vector<ExactSum> confused;

  /// Counts one X-ray source by its candidates.
  void add(std::span<const PairProbabilities> candidates, Estimator estimator);

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(best);
    over_ranks.sum(promised);
    over_ranks.sum(confused);
  }
  bool operator==(const RealCounts&) const = default;
};

/// The lowest threshold from which on the purity is at least 1 - `false_fraction`; NaN if there is
/// none.
[[nodiscard]] double suggested_threshold(std::span<const CalibrationRow> rows,
                                         double false_fraction);

/// How many counterparts the fitted model expects.
struct ExpectedCounterparts {
  std::int64_t n_considered = 0; ///< X-ray sources
  double among_candidates = 0.0; ///< of these, with their counterpart among their candidates
  double anywhere = 0.0;         ///< of these, with a counterpart where they are covered

  /// The fraction of the counterparts that the acceptance regions hold; NaN where none are
  /// expected.
  [[nodiscard]] double acceptance_completeness() const {
    return anywhere > 0.0 ? among_candidates / anywhere : std::numeric_limits<double>::quiet_NaN();
  }
};

/// What a threshold on the probability buys.
struct Calibration {
  std::vector<CalibrationRow> rows; ///< by threshold
  /// The lowest threshold from which on at most one match in twenty is false; NaN if there is none.
  double threshold_5_percent_false = 0.0;

  /// The row of a threshold, one of calibration_thresholds().
  [[nodiscard]] const CalibrationRow& at(double threshold) const {
    return rows.at(thresholds_reached(threshold) - 1);
  }
};

/// False matches at a threshold are those of sources whose counterpart is not among the candidates,
/// which are as many as in the null trials, and those that beat a counterpart that is
/// (docs/method.md, section 7).
/// \param real, null_best  sums over all ranks; null_best is NullCounts::best
[[nodiscard]] Calibration calibrate(const RealCounts& real, std::span<const std::int64_t> null_best,
                                    int n_trials, const ExpectedCounterparts& expected);

} // namespace counterpoint

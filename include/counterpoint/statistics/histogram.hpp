#pragma once

#include "counterpoint/sources/magnitude_bins.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// P(N >= n) for a Poisson variable of the given mean.
[[nodiscard]] double poisson_tail(std::int64_t n, double mean);

/// Mean and sample standard deviation (N - 1 in the denominator; NaN for fewer than two values).
struct MeanAndDeviation {
  double mean = 0.0;
  double deviation = 0.0;
};
[[nodiscard]] MeanAndDeviation mean_and_deviation(std::span<const std::int64_t> values);

/// One bin of the comparison of real and chance matches (notebook, section 4.4).
struct HistogramBin {
  double ks_low = 0.0;
  double ks_high = 0.0;
  std::int64_t n_real = 0;
  double null_mean = 0.0;         ///< over the trials
  double null_std = 0.0;          ///< sample standard deviation over the trials
  double excess = 0.0;            ///< n_real - null_mean
  double significance = 0.0;      ///< excess / null_std; NaN where null_std is 0 or unknown
  double null_expected = 0.0;     ///< the limit of infinitely many trials
  double null_expected_std = 0.0; ///< of one trial, offsets independent; NaN in mode rigid
  double p_value = 0.0;           ///< Poisson: P(N >= n_real) given null_expected
};

/// Chance matches per bin: counted in trials, and what is expected of a trial.
struct NullHistogram {
  std::span<const std::int64_t> counts; ///< [trial][bin]
  int n_trials = 0;
  std::span<const double> expected; ///< per bin
  std::span<const double> variance; ///< per bin; NaN where it is unknown
};

/// \param n_real  per bin
[[nodiscard]] std::vector<HistogramBin> make_histogram(const MagnitudeBins& bins,
                                                       std::span<const std::int64_t> n_real,
                                                       const NullHistogram& null_trials);

/// Chance of a deviation as large as the most significant bin's in any of them: 1 - (1 - p)^n
/// (Sidak 1967) over the bins where anything is expected. A bin where nothing is joins its
/// neighbour; NaN where nothing is expected in any.
[[nodiscard]] double global_p_value(std::span<const HistogramBin> histogram);

} // namespace counterpoint

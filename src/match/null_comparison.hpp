#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/null_trials/expectation.hpp"
#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/search/search.hpp"
#include "counterpoint/sources/magnitude_bins.hpp"
#include "counterpoint/statistics/histogram.hpp"
#include "match/candidates.hpp"
#include "match/trials.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace counterpoint {

/// Collective. The limit of infinitely many trials. One more radius follows those of the sweep:
/// the largest shift of the null trials, for the check of clustering.
[[nodiscard]] NullExpectation expect_null(const Communicator& comm, const NullOptions& options,
                                          const SearchResult& search, const NeighbourBins& bins,
                                          const XrayCatalogue& xray);

/// One radius of the shift sweep.
struct SweepRow {
  double radius_arcsec = 0.0;
  double mean = 0.0;     ///< X-ray sources with a match, over the trials
  double std = 0.0;      ///< sample standard deviation
  double expected = 0.0; ///< the limit of infinitely many trials; NaN in mode rigid
};

/// Pairs whose magnitude is in no bin of the histogram.
struct PairsOutside {
  std::int64_t n_real = 0;
  double null_mean = 0.0;     ///< over the trials
  double null_expected = 0.0; ///< the limit of infinitely many trials
};

/// The candidates against chance matches; equal on all ranks.
struct NullComparison {
  std::vector<HistogramBin> histogram;
  std::array<PairsOutside, MagnitudeBins::n_outside> outside; ///< brighter, fainter, missing
  double global_p_value = 1.0;
  std::vector<std::int64_t> trials; ///< [trial][bin] of the histogram
  std::vector<SweepRow> sweep;
  double pairs_expected = 0.0; ///< in a null trial; all magnitudes, missing ones too
  /// Of these, X-ray sources with their own counterpart, which a small shift left near.
  double own_counterparts = 0.0;
  double excess = 0.0;       ///< pairs over those of unrelated stars
  double excess_error = 0.0; ///< of chance matches; NaN in mode rigid
};

/// Local. \param bins  of the histogram
[[nodiscard]] NullComparison compare_with_null(const NullOptions& null, const MagnitudeBins& bins,
                                               const CandidateCounts& real,
                                               const TrialCounts& trials,
                                               const NullExpectation& expected);

} // namespace counterpoint

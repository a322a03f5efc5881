#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/match/match_config.hpp"
#include "counterpoint/null_trials/expectation.hpp"
#include "counterpoint/output/run_report.hpp"
#include "counterpoint/search/search.hpp"
#include "counterpoint/sources/footprint.hpp"
#include "counterpoint/sources/infrared_tally.hpp"
#include "counterpoint/sources/sources.hpp"
#include "counterpoint/statistics/calibration.hpp"
#include "counterpoint/statistics/error_scale.hpp"
#include "counterpoint/statistics/histogram.hpp"
#include "counterpoint/statistics/jackknife.hpp"
#include "counterpoint/statistics/probabilities.hpp"
#include "match/clustering.hpp"
#include "match/xray_block.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace counterpoint {

/// One radius of the shift sweep.
struct SweepRow {
  double radius_arcsec = 0.0;
  double mean = 0.0;     ///< X-ray sources with a match, over the trials
  double std = 0.0;      ///< sample standard deviation
  double expected = 0.0; ///< the limit of infinitely many trials; NaN in mode rigid
};

/// Everything that is known at the end; equal on all ranks but for `block`.
struct Analysis {
  XrayBlock block;
  std::vector<XrayTerms> terms; ///< by xray_id
  ErrorScaleFit error_scale;    ///< what the separations tell of the declared errors
  MagnitudeModelErrors q_errors;
  double log_likelihood_gain = 0.0; ///< of the magnitude model over no counterparts at all
  ProbabilityModel model;
  std::vector<HistogramBin> histogram;
  double global_p_value = 1.0;
  std::vector<std::int64_t> null_trials; ///< [trial][bin]
  std::vector<SweepRow> sweep;
  std::vector<std::int64_t> sweep_trials; ///< [radius][trial]
  ClusteringCheck clustering;
  std::vector<CalibrationRow> calibration;
  std::int64_t n_pairs = 0;
  std::int64_t n_matched = 0;       ///< X-ray sources with a match
  std::int64_t n_considered = 0;    ///< kept and in the footprint
  double null_pairs_expected = 0.0; ///< all magnitudes, missing ones too
  /// Sum of P over all pairs of sources considered: lr, mauerhan, notebook.
  std::vector<double> sum_p;
  double null_pairs_own = 0.0;            ///< of these, X-ray sources with their own counterpart
  double excess = 0.0;                    ///< pairs over those of unrelated stars
  double excess_error = 0.0;              ///< of chance matches; NaN in mode rigid
  double threshold_5_percent_false = 0.0; ///< from the calibration; NaN if none is that pure
};

/// Collective. From the search to probabilities: magnitude model, trials, expectation, calibration.
/// \param clock  is told the phases
[[nodiscard]] Analysis analyse(const Communicator& comm, const MatchConfig& config,
                               const SearchPlan& plan, const XrayCatalogue& xray,
                               const InfraredTally& tally, const Footprint& footprint,
                               SearchResult& search, PhaseClock& clock);

} // namespace counterpoint

#pragma once

#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/search/neighbourhoods.hpp"
#include "counterpoint/search/rank_grid.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace counterpoint {

/// X-ray sources with at least one match, per radius of the sweep and trial, [radius][trial] flat;
/// zero for trials of other shares.
[[nodiscard]] std::vector<std::int64_t> sweep_matched_sources(const Neighbourhoods& neighbourhoods,
                                                              const NullOptions& options,
                                                              const TrialShare& share);

/// The chance matches of one X-ray source in one trial.
struct TrialMatches {
  std::size_t source = 0; ///< index into the neighbourhoods
  int trial = 0;
  /// As if real, ordered by (separation, ir_id); without position_angle (NaN) where the acceptance
  /// region is a circle, for nothing depends on it there.
  std::span<const Candidate> candidates;
  std::span<const std::uint32_t> neighbours; ///< of each, its index among all neighbours
};

/// Makes the null trials of `share` and hands their matches to `judge`: for each X-ray source in
/// turn, each trial in which it has a match, in order.
void run_null_trials(const Neighbourhoods& neighbourhoods, const NullOptions& options,
                     const TrialShare& share,
                     const std::function<void(const TrialMatches&)>& judge);

} // namespace counterpoint

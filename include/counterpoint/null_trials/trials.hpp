#pragma once

#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/search/neighbourhoods.hpp"
#include "counterpoint/search/rank_grid.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// X-ray sources with at least one match, per radius of the sweep and trial, [radius][trial] flat;
/// zero for trials of other shares.
[[nodiscard]] std::vector<std::int64_t> sweep_matched_sources(const Neighbourhoods& neighbourhoods,
                                                              const NullOptions& options,
                                                              const TrialShare& share);

/// A chance match of one trial.
struct NullMatch {
  std::uint32_t neighbour = 0; ///< index into Neighbourhoods::neighbours
  int trial = 0;
  Angle separation;
  Angle position_angle; ///< of the shifted infrared source, seen from the X-ray source
};

/// The matches of the null trials round X-ray source `i`, ordered by (trial, separation, ir_id).
/// \param matches  cleared and filled
void find_null_matches(const Neighbourhoods& neighbourhoods, std::size_t i,
                       const NullOptions& options, const TrialShare& share,
                       std::vector<NullMatch>& matches);

} // namespace counterpoint

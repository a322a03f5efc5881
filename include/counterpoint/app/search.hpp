#pragma once

#include "counterpoint/app/match_config.hpp"
#include "counterpoint/catalogue/sources.hpp"
#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/match/neighbourhoods.hpp"
#include "counterpoint/null_trials/trials.hpp"
#include "counterpoint/tiling/rank_grid.hpp"

#include <cstdint>
#include <vector>

namespace counterpoint {

/// This rank's part of the sky after the one search: neighbourhoods of the X-ray sources of its
/// tiles. The trial groups hold equal neighbourhoods.
struct SearchResult {
  Neighbourhoods neighbourhoods;
  std::vector<Pair> pairs; ///< real pairs; on the ranks of the first trial group only
  RankGrid ranks;
  TrialShare share; ///< of the trials
  std::int64_t n_tiles = 0;
  std::int64_t bytes_sent = 0; ///< by this rank
};

/// The farthest that an infrared row can be from an X-ray source and yet play a part in a trial.
[[nodiscard]] Angle search_reach(const MatchConfig& config, const XrayCatalogue& xray);

/// Collective. Cuts the sky into tiles, sends the rows to them and searches each once.
/// \param rows  this rank's prefiltered rows; released on the way
[[nodiscard]] SearchResult search_tiles(const Communicator& comm, const MatchConfig& config,
                                        const XrayCatalogue& xray,
                                        std::vector<InfraredSource>&& rows);

} // namespace counterpoint

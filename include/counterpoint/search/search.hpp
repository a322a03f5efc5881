#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/search/neighbourhoods.hpp"
#include "counterpoint/search/search_plan.hpp"
#include "counterpoint/sources/infrared_rows.hpp"
#include "counterpoint/sources/sources.hpp"

#include <cstdint>
#include <vector>

namespace counterpoint {

/// What the search of one tile had to do.
struct TileWork {
  std::int64_t tile = 0;
  std::int64_t n_xray = 0;       ///< X-ray sources
  std::int64_t n_infrared = 0;   ///< rows, those of the margin too
  std::int64_t n_neighbours = 0; ///< found
};

/// This rank's part of the sky after the one search: the X-ray sources of its tiles. All trial
/// groups hold the same sources; the first of them speaks for the others where each counts once.
struct SearchResult {
  SearchPlan plan; ///< that was followed
  SearchedSky sky;
  std::vector<TileWork> tiles; ///< of this rank
  bool is_in_first_group = false;
  TrialShare share;            ///< of the trials
  std::int64_t bytes_sent = 0; ///< by this rank
};

/// Collective. Cuts the sky into tiles, sends the rows to them and searches each once.
/// \param rows  this rank's prefiltered rows; released on the way
/// \param progress  of the search of this rank's tiles
[[nodiscard]] SearchResult search_tiles(const Communicator& comm, const SearchPlan& plan,
                                        const XrayCatalogue& xray, InfraredRows&& rows,
                                        const ToldProgress& progress = {});

} // namespace counterpoint

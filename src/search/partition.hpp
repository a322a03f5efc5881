#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/search/rank_grid.hpp"
#include "counterpoint/sources/sources.hpp"
#include "search/tile_grid.hpp"

#include <span>
#include <vector>

namespace counterpoint {

/// The infrared rows of one tile and its margin, in no particular order.
struct TileRows {
  int tile = 0;
  std::vector<InfraredSource> infrared;
};

struct Partition {
  std::vector<TileRows> tiles; ///< of this rank, ordered by tile; tiles without rows are left out
  std::int64_t bytes_sent = 0; ///< by this rank
};

/// Collective. Sends every infrared row to the ranks that hold its tile, or a tile of which it is
/// margin, in every trial group. The rows may come from any rank in any order.
/// \param worker_of_tile  from assign_tiles()
/// \param rows  this rank's share; released on the way
[[nodiscard]] Partition partition_rows(const Communicator& comm, const TileGrid& tiles,
                                       std::span<const int> worker_of_tile, const RankGrid& ranks,
                                       std::vector<InfraredSource>&& rows, Angle margin);

} // namespace counterpoint

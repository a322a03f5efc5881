#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/search/rank_grid.hpp"
#include "counterpoint/sources/infrared_rows.hpp"
#include "search/tile_grid.hpp"

#include <span>
#include <vector>

namespace counterpoint {

/// The infrared rows of one tile and its margin, in no particular order.
struct TileRows {
  int tile = 0;
  InfraredRows infrared;
};

struct Partition {
  std::vector<TileRows> tiles; ///< of this rank, ordered by tile; tiles without rows are left out
  std::int64_t bytes_sent = 0; ///< by this rank
};

/// Where the rows go: the tiles, the worker of each (from assign_tiles()), and how wide their
/// margins are.
struct TileAssignment {
  TileGrid tiles;
  std::vector<int> worker_of_tile;
  RankGrid ranks;
  Angle margin;
};

/// Collective. Sends every infrared row to the ranks that hold its tile, or a tile of which it is
/// margin, in every trial group. The rows may come from any rank in any order. They go in rounds,
/// so that hardly more than the rows themselves is in memory at any time.
/// \param rows  this rank's share; released on the way
[[nodiscard]] Partition partition_rows(const Communicator& comm, const TileAssignment& to,
                                       InfraredRows&& rows);

} // namespace counterpoint

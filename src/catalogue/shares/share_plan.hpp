#pragma once

#include "catalogue/layout/file_layout.hpp"
#include "catalogue/rows/piece.hpp"

#include <span>
#include <vector>

namespace counterpoint {

/// What `rank` of `n_ranks` reads: about as many bytes as any other rank, so that the pieces of all
/// ranks, in rank order, are the files in their order. A file that cannot be entered midway (gzip,
/// a tile-compressed table, a VOTable, regions) is read whole by one rank.
[[nodiscard]] std::vector<Piece> plan_share(std::span<const FilePlan> files, int rank, int n_ranks);

} // namespace counterpoint

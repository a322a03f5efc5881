#pragma once

#include "catalogue/shares/file_plan.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// A contiguous part of one file: [begin, end) counts bytes of a text file, whose lines belong to
/// the piece in which they start, and rows of any other file.
struct Piece {
  std::size_t file = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t n_bytes = 0; ///< to be read, for progress
};

/// What `rank` of `n_ranks` reads: about as many bytes as any other rank, so that the pieces of all
/// ranks, in rank order, are the files in their order. A file that cannot be entered midway (gzip,
/// a tile-compressed table, a VOTable, regions) is read whole by one rank.
[[nodiscard]] std::vector<Piece> plan_share(std::span<const FilePlan> files, int rank, int n_ranks);

} // namespace counterpoint

#pragma once

#include "catalogue/shares/file_plan.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// A contiguous part of one file: [begin, end) in rows of a FITS table, or in bytes of a text file,
/// where the lines belong to it that start in the range.
struct Piece {
  std::size_t file = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t n_bytes = 0; ///< to be read, for progress
};

/// What `rank` of `n_ranks` reads: about as many bytes as any other, and in rank order the files'
/// rows in order. Files that cannot be entered midway (gzip, tile-compressed) go to one rank whole.
[[nodiscard]] std::vector<Piece> plan_share(std::span<const FilePlan> files, int rank, int n_ranks);

} // namespace counterpoint

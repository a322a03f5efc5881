#pragma once

#include <cstddef>
#include <cstdint>

namespace counterpoint {

/// A contiguous part of one file: [begin, end) counts bytes of a text file, whose lines belong to
/// the piece in which they start, and rows of any other file.
struct Piece {
  std::size_t file = 0;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  std::int64_t n_bytes = 0; ///< to be read, for progress
};

} // namespace counterpoint

#pragma once

#include <cstdint>

namespace counterpoint {

/// A column of a binary table: its place in the row, and how its bytes become a number.
struct BinaryField {
  char type = 'D';         ///< letter of TFORM
  std::int64_t repeat = 1; ///< elements; characters of an 'A' column
  bool is_string_array = false;
  std::int64_t offset = 0; ///< bytes from the start of the row
  double scale = 1.0;
  double zero = 0.0;
  bool has_null = false;
  std::int64_t null = 0;
};

} // namespace counterpoint

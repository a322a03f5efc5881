#pragma once

#include <cstddef>
#include <limits>
#include <span>

namespace counterpoint {

/// Least and greatest of some numbers; of none, lowest > highest.
struct Extent {
  double lowest = std::numeric_limits<double>::infinity();
  double highest = -std::numeric_limits<double>::infinity();

  void stretch(const Extent& other) {
    lowest = other.lowest < lowest ? other.lowest : lowest;
    highest = other.highest > highest ? other.highest : highest;
  }
};

/// That of a column of numbers, of which NaN are left out.
[[nodiscard]] Extent extent_of(std::span<const double> column);

} // namespace counterpoint

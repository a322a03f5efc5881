#pragma once

#include "mock/photometry.hpp"

namespace counterpoint::mock {

/// Magnitudes of one row.
inline Photometry star(const StarKind& kind, std::uint64_t row, double extinction = 2.0) {
  Photometry result{};
  draw_photometry(kind, row, {&extinction, 1}, {&result, 1});
  return result;
}

} // namespace counterpoint::mock

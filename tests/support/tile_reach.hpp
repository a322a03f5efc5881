#pragma once

#include "search/tile_grid.hpp"
#include "support/test_sky.hpp"

#include <cmath>

namespace counterpoint::test_support {

/// Whether a part of `tile` lies within the bound to which a row may be sent too far.
/// TileGrid::tiles_within() asks for a rectangle in right ascension and declination that holds the
/// disc of the margin. Its corners are sqrt(2) margins away; at a pole the rectangle becomes the
/// whole cap round it, whose far side is up to 3 margins away.
inline bool is_within_bound(const TileGrid& grid, int tile, const SkyPosition& row, Angle margin) {
  const double pole_distance_deg = 90.0 - std::abs(row.dec().degrees());
  const Angle bound = (pole_distance_deg < 10.0 * margin.degrees() ? 3.0 : 1.5) * margin;
  constexpr std::uint64_t n_samples = 4000;
  for (std::uint64_t k = 0; k < n_samples; ++k)
    if (grid.owner(scattered(row, bound, 5, k)) == tile) return true;
  return false;
}

} // namespace counterpoint::test_support

#pragma once

#include "counterpoint/sources/footprint.hpp"

#include <cstdint>
#include <vector>

namespace counterpoint {

/// A cell of a map: a rectangle in right ascension and declination.
struct MapCell {
  SkyPosition center;
  Angle ra_width; ///< in right ascension, not on the sky
  Angle dec_height;
  std::int64_t n_rows = 0;
  double covered_area_arcsec2 = 0.0; ///< of the footprint within the cell
};

/// Local. The covered cells of a footprint, ordered by declination and right ascension, merged as
/// often as needed so that there are at most `most_cells` (but never above the whole sky's two).
[[nodiscard]] std::vector<MapCell> map_of(const Footprint& footprint,
                                          std::int64_t most_cells = 65536);

} // namespace counterpoint

#pragma once

#include "counterpoint/search/neighbourhoods.hpp"
#include "search/cell_rows.hpp"

namespace counterpoint {

/// The tiles of a rank, one after the other, in the same room.
class TileSearches {
public:
  /// Local. As match_tile().
  TileSearches(const Acceptance& acceptance, Angle largest_shift)
      : acceptance_{acceptance}, largest_shift_{largest_shift} {}
  void search(std::span<const XraySource> xray, InfraredRows&& infrared, SearchedSky& sky);

private:
  Acceptance acceptance_;
  Angle largest_shift_;
  CellRows room_;
};

} // namespace counterpoint

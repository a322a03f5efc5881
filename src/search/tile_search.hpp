#pragma once

#include "counterpoint/search/neighbourhoods.hpp"
#include "search/cell_rows.hpp"

namespace counterpoint {

/// The tiles of a rank, one after the other, in the same room.
class TileSearches {
public:
  /// Local. As match_tile(). \param keeps_lonely_sources  as SearchPlan has it
  TileSearches(const Acceptance& acceptance, Angle largest_shift, bool keeps_lonely_sources)
      : acceptance_{acceptance}, largest_shift_{largest_shift}, keeps_lonely_sources_{
                                                                    keeps_lonely_sources} {}
  void search(std::span<const XraySource> xray, InfraredRows&& infrared, SearchedSky& sky);

private:
  Acceptance acceptance_;
  Angle largest_shift_;
  bool keeps_lonely_sources_;
  CellRows room_;
};

} // namespace counterpoint

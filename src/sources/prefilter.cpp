#include "counterpoint/sources/prefilter.hpp"

namespace counterpoint {

Prefilter::Prefilter(std::span<const XraySource> xray, Angle reach)
    : grid_{SkyGrid::with_cells_of_at_least(reach / 2.0)} {
  for (const XraySource& source : xray) {
    if (!source.kept) continue;
    for (const SkyCell& cell : grid_.cells_touching(*source.position, reach))
      near_.at(cell) = 1;
  }
}

} // namespace counterpoint

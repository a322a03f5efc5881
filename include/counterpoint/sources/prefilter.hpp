#pragma once

#include "counterpoint/sky/sky_grid.hpp"
#include "counterpoint/sky/sparse_cells.hpp"
#include "counterpoint/sources/sources.hpp"

#include <cstdint>
#include <span>

namespace counterpoint {

/// Decides in a few nanoseconds whether an infrared row can play a part in any trial: a bitmap of
/// the sky cells that come within reach of a kept X-ray source.
class Prefilter {
public:
  /// \param reach  largest acceptance radius plus largest shift, over all pairs
  Prefilter(std::span<const XraySource> xray, Angle reach);

  /// False only if `position` is farther than `reach` from every kept X-ray source.
  [[nodiscard]] bool may_matter(const SkyPosition& position) const {
    return near_.get(grid_.cell(position)) != 0;
  }

private:
  SkyGrid grid_;
  SparseCells<std::uint8_t> near_;
};

} // namespace counterpoint

#pragma once

#include "counterpoint/sky/cell_set.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "counterpoint/sources/sources.hpp"

#include <functional>
#include <span>

namespace counterpoint {

/// Decides in a few nanoseconds whether an infrared row can play a part in any trial: a bitmap of
/// the sky cells that come within reach of a kept X-ray source.
class Prefilter {
public:
  /// \param reach  of each source: how far an infrared row can be from it and yet matter; one
  ///   source with a large error does not widen the reach of the others
  Prefilter(std::span<const XraySource> xray, std::span<const Angle> reach);

  /// False only if `position` is beyond the reach of every kept X-ray source.
  [[nodiscard]] bool may_matter(const SkyPosition& position) const {
    return near_.contains(grid_.cell(position));
  }

  /// Area that may matter, of the places for which `counts` is true, about: it is asked of one
  /// place in some 8 x 8 cells.
  [[nodiscard]] double area_arcsec2(const std::function<bool(const SkyPosition&)>& counts) const;

private:
  SkyGrid grid_;
  CellSet near_;
};

} // namespace counterpoint

#include "counterpoint/sources/prefilter.hpp"

#include "counterpoint/core/check.hpp"

#include <cmath>

namespace counterpoint {

namespace {

// Half the root mean square reach: then the discs of n sources touch some 25 n cells at most,
// however unequal they are.
Angle size_of_cells(std::span<const XraySource> xray, std::span<const Angle> reach) {
  check(xray.size() == reach.size(), "a reach is needed for each X-ray source");
  double sum_arcsec2 = 0.0;
  double n_kept = 0.0;
  for (std::size_t i = 0; i < xray.size(); ++i) {
    if (!xray[i].kept) continue;
    sum_arcsec2 += reach[i].arcsec() * reach[i].arcsec();
    n_kept += 1.0;
  }
  return n_kept > 0.0 ? Angle::from_arcsec(0.5 * std::sqrt(sum_arcsec2 / n_kept)) : Angle{};
}

} // namespace

Prefilter::Prefilter(std::span<const XraySource> xray, std::span<const Angle> reach)
    : grid_{SkyGrid::with_cells_of_at_least(size_of_cells(xray, reach))} {
  for (std::size_t i = 0; i < xray.size(); ++i) {
    if (!xray[i].kept) continue;
    for (const SkyCell& cell : grid_.cells_touching(*xray[i].position, reach[i]))
      near_.at(cell) = 1;
  }
}

double Prefilter::area_arcsec2(const std::function<bool(const SkyPosition&)>& counts) const {
  double area = 0.0;
  near_.for_each([&](const SkyCell& cell, std::uint8_t is_near) {
    if (is_near != 0 && counts(grid_.center(cell))) area += grid_.area_arcsec2(cell);
  });
  return area;
}

} // namespace counterpoint

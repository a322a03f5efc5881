#include "counterpoint/sources/prefilter.hpp"

#include "counterpoint/core/check.hpp"

#include <cmath>

namespace counterpoint {

namespace {

// Half the root mean square radius: then n discs touch some 25 n cells at most, however unequal
// they are.
Angle size_of_cells(std::span<const SkyDisc> discs) {
  if (discs.empty()) return {};
  double sum_arcsec2 = 0.0;
  for (const SkyDisc& disc : discs)
    sum_arcsec2 += disc.radius.arcsec() * disc.radius.arcsec();
  return Angle::from_arcsec(0.5 * std::sqrt(sum_arcsec2 / static_cast<double>(discs.size())));
}

} // namespace

std::vector<SkyDisc> discs_round(std::span<const XraySource> xray, std::span<const Angle> radius) {
  check(xray.size() == radius.size(), "a radius is needed for each X-ray source");
  std::vector<SkyDisc> discs;
  for (std::size_t i = 0; i < xray.size(); ++i) {
    if (xray[i].kept) discs.push_back({*xray[i].position, radius[i]});
  }
  return discs;
}

Prefilter::Prefilter(std::span<const SkyDisc> discs)
    : grid_{SkyGrid::with_cells_of_at_least(size_of_cells(discs))} {
  for (const SkyDisc& disc : discs) {
    for (const SkyCell& cell : grid_.cells_touching(disc.center, disc.radius))
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

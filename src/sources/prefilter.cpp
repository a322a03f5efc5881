#include "counterpoint/sources/prefilter.hpp"

#include "counterpoint/core/check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

namespace counterpoint {

namespace {

// A small part of the root mean square radius: few rows pass that are in no disc, and n discs touch
// some 150 n cells at most, however unequal they are.
Angle size_of_cells(std::span<const SkyDisc> discs) {
  constexpr double part = 0.15;
  if (discs.empty()) return {};
  double sum_arcsec2 = 0.0;
  for (const SkyDisc& disc : discs)
    sum_arcsec2 += disc.radius.arcsec() * disc.radius.arcsec();
  return Angle::from_arcsec(part * std::sqrt(sum_arcsec2 / static_cast<double>(discs.size())));
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
    : grid_{SkyGrid::with_cells_of_at_least(size_of_cells(discs))},
      near_{grid_, discs, CellSet::Cells::not_numbered} {}

void Prefilter::may_matter(std::span<const GridPlace> places,
                           std::vector<std::uint8_t>& may_matter) const {
  may_matter.resize(places.size());
  std::array<SkyCell, 512> cells;
  const std::span answers{may_matter};
  for (std::size_t first = 0; first < places.size(); first += cells.size()) {
    const std::size_t n = std::min(cells.size(), places.size() - first);
    for (std::size_t i = 0; i < n; ++i)
      cells.data()[i] = grid_.cell(places.data()[first + i]);
    near_.contains(std::span{cells}.first(n), answers.subspan(first, n));
  }
}

double Prefilter::area_arcsec2(const std::function<bool(const SkyPosition&)>& counts) const {
  std::vector<std::int64_t> n_cells_of_strip(std::size_t{1}
                                             << static_cast<unsigned>(grid_.level()));
  near_.for_each_part([&](std::span<const SkyCell> cells) {
    if (!counts(grid_.center(cells[cells.size() / 2]))) return;
    for (const SkyCell& cell : cells)
      ++n_cells_of_strip[cell.strip];
  });
  double area = 0.0;
  for (std::uint32_t strip = 0; strip < n_cells_of_strip.size(); ++strip) {
    if (n_cells_of_strip[strip] == 0) continue;
    area += static_cast<double>(n_cells_of_strip[strip]) * grid_.area_arcsec2({strip, 0});
  }
  return area;
}

} // namespace counterpoint

#include "counterpoint/sources/prefilter.hpp"

#include "counterpoint/core/check.hpp"

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace counterpoint {

namespace {

// A small part of the root mean square reach: few rows pass that no source reaches, and the discs
// of n sources touch some 150 n cells at most, however unequal they are.
Angle size_of_cells(std::span<const XraySource> xray, std::span<const Angle> reach) {
  constexpr double part = 0.15;
  check(xray.size() == reach.size(), "a reach is needed for each X-ray source");
  double sum_arcsec2 = 0.0;
  double n_kept = 0.0;
  for (std::size_t i = 0; i < xray.size(); ++i) {
    if (!xray[i].kept) continue;
    sum_arcsec2 += reach[i].arcsec() * reach[i].arcsec();
    n_kept += 1.0;
  }
  return n_kept > 0.0 ? Angle::from_arcsec(part * std::sqrt(sum_arcsec2 / n_kept)) : Angle{};
}

} // namespace

Prefilter::Prefilter(std::span<const XraySource> xray, std::span<const Angle> reach)
    : grid_{SkyGrid::with_cells_of_at_least(size_of_cells(xray, reach))} {
  CellSet::Builder cells;
  for (std::size_t i = 0; i < xray.size(); ++i) {
    if (xray[i].kept) cells.add(grid_.runs_touching(*xray[i].position, reach[i]));
  }
  near_ = std::move(cells).build();
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

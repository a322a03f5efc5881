#include "counterpoint/sky/sky_grid.hpp"

#include "counterpoint/core/check.hpp"

#include <algorithm>
#include <bit>

namespace counterpoint {

SkyGrid::SkyGrid(int level)
    : level_{level}, n_strips_{std::uint32_t{1} << static_cast<unsigned>(level)},
      strips_per_degree_{n_strips_ / 180.0} {
  check(level >= 0 && level <= finest_level, "SkyGrid: level out of range");
  columns_per_degree_.reserve(n_strips_);
  for (std::uint32_t strip = 0; strip < n_strips_; ++strip) {
    // A strip's cells are widest at its edge nearest the equator: how far that is from the pole.
    const std::uint32_t from_pole = std::min(strip, n_strips_ - 1 - strip) + 1;
    const Angle polar_distance = std::min(
        Angle::from_degrees(90.0), from_pole * (180.0 / n_strips_) * Angle::from_degrees(1.0));
    const auto wanted =
        static_cast<std::uint32_t>(std::ceil(2.0 * n_strips_ * sin(polar_distance)));
    columns_per_degree_.push_back(std::bit_ceil(std::max(wanted, std::uint32_t{1})) / 360.0);
  }
}

SkyGrid SkyGrid::with_cells_of_at_least(Angle size) {
  int level = 0;
  while (level < finest_level &&
         180.0 / static_cast<double>(2U << static_cast<unsigned>(level)) >= size.degrees()) {
    ++level;
  }
  return SkyGrid{level};
}

std::uint32_t SkyGrid::n_columns(std::uint32_t strip) const {
  return static_cast<std::uint32_t>(std::lround(columns_per_degree_[strip] * 360.0));
}

SkyPosition SkyGrid::center(const SkyCell& cell) const {
  return {Angle::from_degrees((cell.column + 0.5) / columns_per_degree_[cell.strip]),
          (cell.strip + 0.5) * cell_height() - Angle::from_degrees(90.0)};
}

double SkyGrid::area_arcsec2(const SkyCell& cell) const {
  const Angle height = cell_height();
  const Angle low = cell.strip * height - Angle::from_degrees(90.0);
  // sin b - sin a = 2 cos((a + b) / 2) sin((b - a) / 2), which keeps its accuracy for thin strips.
  const double band = 2.0 * cos(low + height / 2.0) * sin(height / 2.0);
  const double steradian = band * 2.0 * std::numbers::pi / n_columns(cell.strip);
  const double arcsec_per_radian = Angle::from_radians(1.0).arcsec();
  return steradian * arcsec_per_radian * arcsec_per_radian;
}

SkyCell SkyGrid::parent(const SkyCell& cell, const SkyGrid& coarser) const {
  const std::uint32_t strip = cell.strip / 2;
  return {strip, cell.column / (n_columns(cell.strip) / coarser.n_columns(strip))};
}

std::vector<SkyCell> SkyGrid::cells_touching(const SkyPosition& center, Angle radius) const {
  const auto strip_at = [&](double dec_deg) {
    const double row = (std::clamp(dec_deg, -90.0, 90.0) + 90.0) * strips_per_degree_;
    return std::min(static_cast<std::uint32_t>(row), n_strips_ - 1);
  };
  const double dec = center.dec().degrees();
  const std::uint32_t first_strip = strip_at(dec - radius.degrees());
  const std::uint32_t last_strip = strip_at(dec + radius.degrees());
  // Half-width in right ascension of a cap; the whole circle where the cap holds a pole.
  const bool holds_pole = std::abs(dec) + radius.degrees() >= 90.0;
  const double half_width =
      holds_pole ? 180.0
                 : Angle::from_radians(std::asin(std::min(1.0, sin(radius) / cos(center.dec()))))
                       .degrees();

  std::vector<SkyCell> cells;
  for (std::uint32_t strip = first_strip; strip <= last_strip; ++strip) {
    const auto n = static_cast<std::int64_t>(n_columns(strip));
    const double per_degree = columns_per_degree_[strip];
    auto first =
        static_cast<std::int64_t>(std::floor((center.ra().degrees() - half_width) * per_degree));
    auto last =
        static_cast<std::int64_t>(std::floor((center.ra().degrees() + half_width) * per_degree));
    if (last - first >= n) {
      first = 0;
      last = n - 1;
    }
    for (std::int64_t column = first; column <= last; ++column) {
      cells.push_back({strip, static_cast<std::uint32_t>((column % n + n) % n)});
    }
  }
  return cells;
}

} // namespace counterpoint

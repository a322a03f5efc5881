#include "counterpoint/sky/sky_grid.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/core/vector_widths.hpp"
#include "counterpoint/sky/chord.hpp"

#include <algorithm>
#include <bit>

namespace counterpoint {

namespace {

// Scaling by powers of two is exact: what is cut off here and shifted away later is what a coarser
// grid cuts off.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void cut_to_places(const double* __restrict ra_deg, const double* __restrict dec_deg, std::size_t n,
                   GridPlace* __restrict places) {
  constexpr double columns_per_degree = (1U << SkyGrid::finest_column_bits) / 360.0;
  constexpr double rows_per_degree = (1U << SkyGrid::finest_level) / 180.0;
  constexpr std::int32_t last_row = (1 << SkyGrid::finest_level) - 1; // the north pole itself
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = static_cast<std::int32_t>((dec_deg[i] + 90.0) * rows_per_degree);
    places[i].row = static_cast<std::uint32_t>(row < last_row ? row : last_row);
    places[i].column =
        static_cast<std::uint32_t>(static_cast<std::int32_t>(ra_deg[i] * columns_per_degree));
  }
}

} // namespace

void find_grid_places(const PositionColumns& positions, std::span<GridPlace> places) {
  check(places.size() == positions.size(), "find_grid_places: a place for each position");
  cut_to_places(positions.ra_deg.data(), positions.dec_deg.data(), positions.size(), places.data());
}

SkyGrid::SkyGrid(int level)
    : level_{level}, n_strips_{std::uint32_t{1} << static_cast<unsigned>(level)},
      strips_per_degree_{n_strips_ / 180.0}, column_bits_(n_strips_) {
  check(level >= 0 && level <= finest_level, "SkyGrid: level out of range");
  // A strip's cells are widest at its edge nearest the equator: `from_pole` strips from the pole.
  const auto bits_at = [&](std::uint32_t from_pole) {
    const Angle polar_distance = std::min(
        Angle::from_degrees(90.0), from_pole * (180.0 / n_strips_) * Angle::from_degrees(1.0));
    const auto wanted =
        static_cast<std::uint32_t>(std::ceil(2.0 * n_strips_ * sin(polar_distance)));
    return std::countr_zero(std::bit_ceil(std::max(wanted, std::uint32_t{1})));
  };
  // They grow toward the equator: only where they do is searched for.
  const std::uint32_t n_of_hemisphere = (n_strips_ + 1) / 2;
  for (std::uint32_t first = 1; first <= n_of_hemisphere;) {
    const int bits = bits_at(first);
    std::uint32_t last = n_of_hemisphere; // with as many columns, at most
    for (std::uint32_t known = first; known < last;) {
      const std::uint32_t middle = known + (last - known + 1) / 2;
      if (bits_at(middle) == bits) {
        known = middle;
      } else {
        last = middle - 1;
      }
    }
    for (; first <= last; ++first) {
      column_bits_[first - 1] = static_cast<std::uint8_t>(bits);
      column_bits_[n_strips_ - first] = static_cast<std::uint8_t>(bits);
    }
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

SkyPosition SkyGrid::center(const SkyCell& cell) const {
  return {center_ra(cell), (cell.strip + 0.5) * cell_height() - Angle::from_degrees(90.0)};
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

std::uint32_t SkyGrid::strip_at(double dec_deg) const {
  const double row = (std::clamp(dec_deg, -90.0, 90.0) + 90.0) * strips_per_degree_;
  return std::min(static_cast<std::uint32_t>(row), n_strips_ - 1);
}

namespace {

// A disc on the sphere, by its extent in right ascension.
class Disc {
public:
  Disc(const SkyPosition& center, Angle radius)
      : dec_{center.dec()}, cos_dec_{cos(dec_)}, sin2_half_radius_{haversine(radius)} {
    // Farther from a pole than its radius, a disc is widest where its meridians touch it.
    if (std::abs(dec_.degrees()) + radius.degrees() < 90.0)
      widest_at_ = Angle::from_radians(std::asin(std::clamp(sin(dec_) / cos(radius), -1.0, 1.0)));
  }

  // Half of its extent at a declination, in degrees: 0 beyond it, 180 where it goes all round.
  [[nodiscard]] double half_width_deg(Angle dec) const {
    const double sin2_rest = sin2_half_radius_ - haversine(dec - dec_);
    if (sin2_rest <= 0.0) return 0.0;
    const double sin2_half_width_by = cos_dec_ * cos(dec);
    if (sin2_rest >= sin2_half_width_by) return 180.0;
    return 2.0 *
           Angle::from_radians(std::asin(std::sqrt(sin2_rest / sin2_half_width_by))).degrees();
  }

  // The largest between two declinations at which it is known.
  [[nodiscard]] double half_width_deg(Angle low, double at_low, Angle high, double at_high) const {
    const double at_edges = std::max(at_low, at_high);
    const bool is_widest_inside = widest_at_ > low && widest_at_ < high;
    return is_widest_inside ? std::max(at_edges, half_width_deg(widest_at_)) : at_edges;
  }

private:
  Angle dec_;
  double cos_dec_;
  double sin2_half_radius_;
  Angle widest_at_ = Angle::nan();
};

} // namespace

std::vector<CellRun> SkyGrid::runs_touching(const SkyPosition& center, Angle radius) const {
  // Covers the rounding of positions and of what follows.
  constexpr Angle rounding = Angle::from_arcsec(1e-6);
  const Angle reach = std::min(radius + rounding, Angle::from_degrees(180.0));
  const Disc disc{center, reach};
  const auto edge = [&](std::uint32_t strip) {
    return strip * cell_height() - Angle::from_degrees(90.0);
  };
  const double ra = center.ra().degrees();
  const std::uint32_t first_strip = strip_at((center.dec() - reach).degrees());
  const std::uint32_t last_strip = strip_at((center.dec() + reach).degrees());
  std::vector<CellRun> runs;
  runs.reserve(last_strip - first_strip + 1);
  double at_low = disc.half_width_deg(edge(first_strip));
  for (std::uint32_t strip = first_strip; strip <= last_strip; ++strip) {
    const double at_high = disc.half_width_deg(edge(strip + 1));
    const double half_width = disc.half_width_deg(edge(strip), at_low, edge(strip + 1), at_high);
    at_low = at_high;
    const auto n = static_cast<std::int64_t>(n_columns(strip));
    const double per_degree = columns_per_degree(strip);
    const auto first = static_cast<std::int64_t>(std::floor((ra - half_width) * per_degree));
    const auto last = static_cast<std::int64_t>(std::floor((ra + half_width) * per_degree));
    const auto add = [&](std::int64_t from, std::int64_t to) {
      runs.push_back({strip, static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)});
    };
    if (last - first + 1 >= n) {
      add(0, n - 1);
    } else if (first < 0) {
      add(first + n, n - 1);
      add(0, last);
    } else if (last >= n) {
      add(first, n - 1);
      add(0, last - n);
    } else {
      add(first, last);
    }
  }
  return runs;
}

std::vector<SkyCell> SkyGrid::cells_touching(const SkyPosition& center, Angle radius) const {
  std::vector<SkyCell> cells;
  for (const CellRun& run : runs_touching(center, radius)) {
    for (std::uint32_t column = run.first_column; column <= run.last_column; ++column)
      cells.push_back({run.strip, column});
  }
  return cells;
}

std::vector<SkyCell> SkyGrid::neighbours(const SkyCell& cell) const {
  const auto shift_of = [&](std::uint32_t strip) {
    return finest_column_bits - column_bits_[strip];
  };
  // In the finest columns: the one before the cell, and the one after it.
  const std::int64_t before = (std::int64_t{cell.column} << shift_of(cell.strip)) - 1;
  const std::int64_t after = std::int64_t{cell.column + 1} << shift_of(cell.strip);
  const std::uint32_t first_strip = cell.strip > 0 ? cell.strip - 1 : 0;
  const std::uint32_t last_strip = std::min(cell.strip + 1, n_strips_ - 1);
  std::vector<SkyCell> neighbours;
  neighbours.reserve(8); // as a rule
  for (std::uint32_t strip = first_strip; strip <= last_strip; ++strip) {
    const std::int64_t n = n_columns(strip);
    const std::int64_t first = before >> shift_of(strip);
    const std::int64_t last = std::min(after >> shift_of(strip), first + n - 1);
    for (std::int64_t column = first; column <= last; ++column) {
      const SkyCell other{strip,
                          static_cast<std::uint32_t>((column + n) & (n - 1))}; // n: a power of two
      if (other != cell) neighbours.push_back(other);
    }
  }
  return neighbours;
}

} // namespace counterpoint

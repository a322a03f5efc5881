#include "counterpoint/sky/chord.hpp"
#include "counterpoint/sources/footprint.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace counterpoint {

namespace {

// An annulus on the sky. Mostly bounds on a haversine tell which side of its edges a position is
// on.
class Annulus {
public:
  Annulus(const SkyPosition& center, Angle inner, Angle outer)
      : center_{center}, inner_{inner}, outer_{outer}, haversine_of_inner_{haversine(inner)},
        haversine_of_outer_{haversine(outer)}, cos_dec_{cos(center.dec())} {}

  // The declination of the positions that follow.
  void set_dec(Angle dec) {
    dec_ = dec;
    haversine_of_dec_ = haversine(dec - center_.dec());
    cosines_ = cos_dec_ * cos(dec);
  }

  [[nodiscard]] bool holds(Angle ra) const {
    const double half = 0.5 * (ra - center_.ra()).radians();
    const double x = half * half; // x - x^2 / 3 <= sin^2 <= x
    const double most = haversine_of_dec_ + cosines_ * x;
    const double least = most - cosines_ * x * x / 3.0;
    constexpr double rounding = 1e-9;
    if (most < (1.0 - rounding) * haversine_of_inner_) return false;
    if (least > (1.0 + rounding) * haversine_of_outer_) return false;
    if (least > (1.0 + rounding) * haversine_of_inner_ &&
        most < (1.0 - rounding) * haversine_of_outer_)
      return true;
    const Angle distance = separation(center_, SkyPosition{ra, dec_});
    return distance <= outer_ && distance >= inner_;
  }

private:
  SkyPosition center_;
  Angle inner_;
  Angle outer_;
  double haversine_of_inner_;
  double haversine_of_outer_;
  double cos_dec_;
  Angle dec_ = Angle::nan();
  double haversine_of_dec_ = 0.0;
  double cosines_ = 0.0;
};

constexpr double prior_rows = 10.0;          // of the local density
constexpr double fewest_rows_per_cell = 4.0; // with fewer, covered cells are empty by chance

} // namespace

bool Footprint::is_at_gap(const SkyCell& cell) const {
  const std::vector<SkyCell> neighbours = grid().neighbours(cell);
  return std::any_of(neighbours.begin(), neighbours.end(),
                     [&](const SkyCell& other) { return counts().get(other) == 0; });
}

bool Footprint::have_gap(std::span<const CellRun> runs) const {
  std::int64_t n_rows = 0;
  std::int64_t n_cells = 0;
  std::int64_t n_covered = 0;
  for (const CellRun& run : runs) {
    n_cells += run.last_column - run.first_column + 1;
    for (SkyCell cell{run.strip, run.first_column}; cell.column <= run.last_column; ++cell.column) {
      const std::int32_t count = counts().get(cell);
      n_covered += count > 0 ? 1 : 0;
      n_rows += count;
    }
  }
  return n_covered > 0 && n_covered < n_cells &&
         static_cast<double>(n_rows) >= fewest_rows_per_cell * static_cast<double>(n_covered);
}

bool Footprint::is_at_edge(const SkyPosition& position, Angle radius, double density) const {
  const double per_arcsec2 = density * static_cast<double>(n_rows_) / area_arcsec2_;
  if (per_arcsec2 * grid().area_arcsec2(grid().cell(position)) < fewest_rows_per_cell) return false;
  const auto cells = grid().cells_touching(position, radius + grid().cell_height());
  return std::any_of(cells.begin(), cells.end(),
                     [&](const SkyCell& cell) { return counts().get(cell) == 0; });
}

template <class Visit>
void Footprint::visit_surroundings(const SkyPosition& position, Visit&& visit) const {
  constexpr Angle inner = Angle::from_arcsec(15.0); // leaves the counterpart out
  constexpr double least_outer_arcsec = 45.0;
  constexpr double useful_rows = 150.0;
  constexpr double least_rows = 50.0;
  const double density = static_cast<double>(n_rows_) / area_arcsec2_;
  const Angle outer = Angle::from_arcsec(
      std::max({least_outer_arcsec, std::sqrt(useful_rows / (std::numbers::pi * density)),
                2.0 * resolution().arcsec()}));
  // The cells of the annulus, and those that they touch.
  const std::vector<CellRun> runs = grid().runs_touching(position, outer + grid().cell_height());
  const auto visit_annulus = [&](auto&& visit_cell) {
    Annulus annulus{position, inner, outer};
    for (const CellRun& run : runs) {
      SkyCell cell{run.strip, run.first_column};
      // Both are those of all cells of a strip.
      const double usual = density * grid().area_arcsec2(cell);
      annulus.set_dec(grid().center(cell).dec());
      for (; cell.column <= run.last_column; ++cell.column) {
        const std::int32_t count = counts().get(cell);
        if (count > 0 && annulus.holds(grid().center_ra(cell))) visit_cell(count, usual, cell);
      }
    }
  };
  if (have_gap(runs)) {
    struct Cell {
      std::int32_t count;
      double usual;
      SkyCell cell;
    };
    std::vector<Cell> inside;
    double expected = 0.0;
    visit_annulus([&](std::int32_t count, double usual, const SkyCell& cell) {
      if (is_at_gap(cell)) return;
      inside.push_back({count, usual, cell});
      expected += usual;
    });
    if (expected >= least_rows) {
      for (const auto& [count, usual, cell] : inside)
        visit(count, usual, cell);
      return;
    }
  }
  visit_annulus(visit);
}

double Footprint::relative_density(const SkyPosition& position) const {
  double n = 0.0;
  double expected = 0.0;
  visit_surroundings(position, [&](std::int32_t count, double usual, const SkyCell&) {
    n += count;
    expected += usual;
  });
  return (n + prior_rows) / (expected + prior_rows);
}

double Footprint::relative_density(const SkyPosition& position, const DepthAt& listed_at) const {
  constexpr int most_rounds = 20;
  constexpr double precision = 1e-3;
  double n = 0.0;
  std::vector<double> expected; // of each cell, at the mean density
  visit_surroundings(position, [&](std::int32_t count, double usual, const SkyCell& cell) {
    n += count;
    expected.push_back(usual * listed_at(grid().center(cell)));
  });
  double density = 1.0;
  for (int round = 0; round < most_rounds; ++round) {
    double sum = 0.0;
    // Cells without a row are none: of a mean of d rows, those that have any hold d / (1 - e^-d).
    // The same number often follows itself: cells of a strip are alike.
    double last = 0.0;
    double among_occupied = 0.0;
    for (const double of_cell : expected) {
      if (of_cell != last) among_occupied = of_cell / -std::expm1(-density * of_cell);
      last = of_cell;
      sum += among_occupied;
    }
    const double before = std::exchange(density, (n + prior_rows) / (sum + prior_rows));
    if (std::abs(density - before) < precision * before) break;
  }
  return density;
}

} // namespace counterpoint

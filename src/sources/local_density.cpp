#include "counterpoint/core/checked_cast.hpp"
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

// One cell in `n` or so, all over the sky.
bool is_one_of(const SkyCell& cell, std::int64_t n) {
  constexpr std::int64_t spread = 7919; // a prime: they do not stand in columns
  return (cell.strip * spread + cell.column) % n == 0;
}

// Is one of the cells not covered, where others are? \param counts  rows of each
bool have_gap(std::span<const std::int32_t> counts) {
  std::int64_t n_rows = 0;
  std::int64_t n_covered = 0;
  for (const std::int32_t count : counts) {
    n_covered += count > 0 ? 1 : 0;
    n_rows += count;
  }
  return n_covered > 0 && n_covered < static_cast<std::int64_t>(counts.size()) &&
         static_cast<double>(n_rows) >= fewest_rows_per_cell * static_cast<double>(n_covered);
}

// The cells that touch one without a row. \param counts  rows of each cell of the runs
class CellsBesideGaps {
public:
  CellsBesideGaps(const SkyGrid& grid, std::span<const CellRun> runs,
                  std::span<const std::int32_t> counts) {
    for (const CellRun& run : runs) {
      const std::size_t n = run.last_column - run.first_column + 1;
      for (std::uint32_t i = 0; i < n; ++i) {
        if (counts[i] > 0) continue;
        for (const SkyCell& cell : grid.neighbours({run.strip, run.first_column + i}))
          keys_.push_back(key(cell));
      }
      counts = counts.subspan(n);
    }
    std::ranges::sort(keys_);
  }

  [[nodiscard]] bool hold(const SkyCell& cell) const {
    return std::ranges::binary_search(keys_, key(cell));
  }

private:
  static std::uint64_t key(const SkyCell& cell) {
    return std::uint64_t{cell.strip} << 32U | cell.column;
  }

  std::vector<std::uint64_t> keys_;
};

} // namespace

std::vector<std::int32_t> Footprint::counts_of(std::span<const CellRun> runs) const {
  std::vector<std::int32_t> counts_of_cells;
  for (const CellRun& run : runs)
    counts().append(run, counts_of_cells);
  return counts_of_cells;
}

double Footprint::find_density_within() const {
  constexpr std::int64_t useful_cells = 1000;
  constexpr std::int64_t useful_pages = 64;
  const auto n_pages = checked_cast<std::int64_t>(counts().n_pages());
  const std::int64_t one_of = std::max<std::int64_t>(1, n_cells_ / useful_cells);
  const std::int64_t one_page_of = std::clamp<std::int64_t>(n_pages / useful_pages, 1, one_of);
  double n_seen = 0.0;
  double n_at_gap = 0.0;
  counts().for_each_page([&](const CellCounts::Page& page) {
    constexpr std::uint32_t side = CellCounts::page_side;
    const SkyCell place{page.corner.strip / side, page.corner.column / side};
    if (!is_one_of(place, one_page_of)) return;
    CellCounts::High::for_each_of(page.corner, page.counts, [&](const SkyCell& cell, std::int32_t) {
      if (!is_one_of(cell, one_of / one_page_of)) return;
      n_seen += 1.0;
      // The cell, and those that it touches.
      const auto around = grid().runs_touching(grid().center(cell), grid().cell_height());
      n_at_gap += have_gap(counts_of(around)) ? 1.0 : 0.0;
    });
  });
  return n_seen > 0.0 ? 1.0 / (1.0 - (1.0 - part_covered_at_gap()) * n_at_gap / n_seen) : 1.0;
}

bool Footprint::is_at_edge(const SkyPosition& position, Angle radius, double density) const {
  const double per_arcsec2 = density * static_cast<double>(n_rows_) / area_arcsec2_;
  if (per_arcsec2 * grid().area_arcsec2(grid().cell(position)) < fewest_rows_per_cell) return false;
  const auto cells = grid().cells_touching(position, radius + grid().cell_height());
  return std::any_of(cells.begin(), cells.end(),
                     [&](const SkyCell& cell) { return counts().get(cell) == 0; });
}

template <class Visit>
double Footprint::visit_surroundings(const SkyPosition& position, Visit&& visit) const {
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
  const std::vector<std::int32_t> counts_of_cells = counts_of(runs);
  const auto visit_annulus = [&](auto&& visit_cell) {
    Annulus annulus{position, inner, outer};
    const std::int32_t* next_count = counts_of_cells.data();
    for (const CellRun& run : runs) {
      SkyCell cell{run.strip, run.first_column};
      // Both are those of all cells of a strip.
      const double usual = density * grid().area_arcsec2(cell);
      annulus.set_dec(grid().center(cell).dec());
      for (; cell.column <= run.last_column; ++cell.column) {
        const std::int32_t count = *next_count++;
        if (count > 0 && annulus.holds(grid().center_ra(cell))) visit_cell(count, usual, cell);
      }
    }
  };
  if (have_gap(counts_of_cells)) {
    const CellsBesideGaps beside_gaps{grid(), runs, counts_of_cells};
    struct Cell {
      std::int32_t count;
      double usual;
      SkyCell cell;
    };
    std::vector<Cell> inside;
    std::vector<Cell> at_gap;
    double expected = 0.0;
    visit_annulus([&](std::int32_t count, double usual, const SkyCell& cell) {
      if (beside_gaps.hold(cell)) {
        at_gap.push_back({count, part_covered_at_gap() * usual, cell});
        return;
      }
      inside.push_back({count, usual, cell});
      expected += usual;
    });
    if (expected < least_rows) inside.insert(inside.end(), at_gap.begin(), at_gap.end());
    for (const auto& [count, usual, cell] : inside)
      visit(count, usual, cell);
    return density_within_;
  }
  visit_annulus(visit);
  return 1.0;
}

double Footprint::relative_density(const SkyPosition& position) const {
  double n = 0.0;
  double expected = 0.0;
  const double usual_density =
      visit_surroundings(position, [&](std::int32_t count, double usual, const SkyCell&) {
        n += count;
        expected += usual;
      });
  return (n + prior_rows * usual_density) / (expected + prior_rows);
}

double Footprint::relative_density(const SkyPosition& position, const DepthAt& listed_at) const {
  constexpr int most_rounds = 20;
  constexpr double precision = 1e-3;
  double n = 0.0;
  std::vector<double> expected; // of each cell, at the mean density
  const double usual_density =
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
    const double before =
        std::exchange(density, (n + prior_rows * usual_density) / (sum + prior_rows));
    if (std::abs(density - before) < precision * before) break;
  }
  return density;
}

} // namespace counterpoint

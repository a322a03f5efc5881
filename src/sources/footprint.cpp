#include "counterpoint/sources/footprint.hpp"

#include "counterpoint/comm/reduction.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "sources/cell_totals.hpp"
#include "sources/rank_of_cell.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace counterpoint {

namespace {

// What a rank sends and receives at once: small beside all pages.
constexpr std::size_t pages_of_round = 256;

// A page of SparseCells that travels.
template <class Page>
struct Parcel {
  SkyCell corner;
  Page page;
};

// Collective. Puts into the tally what `travel` makes of pages that were taken from it, round by
// round; each is let go as it leaves.
template <class PlacedPage, class Travel>
void merge_in_rounds(const Communicator& comm, std::vector<PlacedPage>&& pages, CellTally& tally,
                     std::size_t n_of_round, Travel&& travel) {
  using Parcels = std::vector<Parcel<typename decltype(PlacedPage::page)::element_type>>;
  const std::int64_t n_pages = comm.maximum(checked_cast<std::int64_t>(pages.size()));
  auto next = pages.begin();
  for (std::int64_t first = 0; first < n_pages; first += checked_cast<std::int64_t>(n_of_round)) {
    Parcels leaving;
    leaving.reserve(n_of_round);
    for (; next != pages.end() && leaving.size() < n_of_round; ++next) {
      leaving.push_back({next->corner, *next->page});
      next->page.reset();
    }
    const Parcels arrived = travel(std::move(leaving));
    for (const auto& [corner, page] : arrived)
      tally.add(corner, page);
  }
}

// Collective. Every page to the rank that adds up its counts: each cell once.
void merge_by_owner(const Communicator& comm, CellTally& tally) {
  const auto travel = [&]<class Page>(std::vector<Parcel<Page>>&& leaving) {
    std::vector<std::vector<Parcel<Page>>> outgoing(static_cast<std::size_t>(comm.size()));
    for (const Parcel<Page>& parcel : leaving) {
      const int owner = rank_of_cell(parcel.corner, comm.size());
      outgoing[static_cast<std::size_t>(owner)].push_back(parcel);
    }
    return comm.exchange(outgoing);
  };
  auto pages = tally.take_pages();
  merge_in_rounds(comm, std::move(pages.low), tally, pages_of_round, travel);
  merge_in_rounds(comm, std::move(pages.high), tally, pages_of_round, travel);
}

// Collective. The pages of all ranks to every rank.
void gather_all(const Communicator& comm, CellTally& tally) {
  const std::size_t n_of_rank = pages_of_round / static_cast<std::size_t>(comm.size()) + 1;
  const auto travel = [&]<class Page>(std::vector<Parcel<Page>>&& leaving) {
    return comm.all_gather(std::span<const Parcel<Page>>{leaving});
  };
  auto pages = tally.take_pages();
  merge_in_rounds(comm, std::move(pages.low), tally, n_of_rank, travel);
  merge_in_rounds(comm, std::move(pages.high), tally, n_of_rank, travel);
}

// Of rows spread evenly, a cell of n rows in the mean is empty with a probability of e^-n.
double filling_of(std::span<const std::int64_t> n_cells_of_levels, std::int64_t n_rows) {
  constexpr std::size_t finer = 2;
  constexpr double children = 16.0; // of a cell, so much finer
  if (n_cells_of_levels.size() <= finer) return 1.0;
  const double n_children = children * static_cast<double>(n_cells_of_levels.back());
  const double evenly = n_children * -std::expm1(-static_cast<double>(n_rows) / n_children);
  const auto occupied =
      static_cast<double>(n_cells_of_levels[n_cells_of_levels.size() - 1 - finer]);
  return occupied / evenly;
}

} // namespace

Footprint::Footprint(const Communicator& comm, CellTally&& tally, CellsAtGap at_gap)
    : merged_{std::move(tally)}, at_gap_{at_gap} {
  // A rank coarsens its tally only where the whole would have to be as coarse, so the finest level
  // common to all does not depend on how the rows were shared.
  const std::int64_t common_level = comm.minimum(std::int64_t{merged_.grid().level()});
  while (merged_.grid().level() > common_level)
    merged_.coarsen();

  std::vector<std::int64_t> n_cells_of_levels; // from the finest
  while (true) {
    merge_by_owner(comm, merged_);
    CellTotals totals{merged_.counts(), merged_.grid()};
    add_up(comm, totals);
    // Finer levels may be known to the ranks but not to one rank alone: they do not count.
    const bool fits = totals.n_pages <= static_cast<std::int64_t>(CellTally::most_pages);
    if (fits) n_cells_of_levels.push_back(totals.n_cells);
    const bool is_supported = fits && static_cast<double>(totals.n_rows) >=
                                          rows_per_cell * static_cast<double>(totals.n_cells);
    if (is_supported || merged_.grid().level() == 0) {
      n_cells_ = totals.n_cells;
      n_rows_ = totals.n_rows;
      area_arcsec2_ = totals.area_arcsec2.value();
      filling_ = filling_of(n_cells_of_levels, totals.n_rows);
      gather_all(comm, merged_);
      density_within_ = find_density_within();
      return;
    }
    merged_.coarsen();
  }
}

Footprint::Footprint(CellTally&& merged, double filling, CellsAtGap at_gap)
    : merged_{std::move(merged)}, at_gap_{at_gap}, filling_{filling} {
  const CellTotals totals{merged_.counts(), merged_.grid()};
  n_cells_ = totals.n_cells;
  n_rows_ = totals.n_rows;
  area_arcsec2_ = totals.area_arcsec2.value();
  density_within_ = find_density_within();
}

bool Footprint::contains(const SkyPosition& position, double listed) const {
  if (contains(position)) return true;
  const double density = listed * static_cast<double>(n_rows_) / area_arcsec2_;
  const double area_arcsec2 = rows_per_cell / density;
  if (!(area_arcsec2 > grid().area_arcsec2(grid().cell(position)))) return false;
  const Angle radius = Angle::from_arcsec(std::sqrt(area_arcsec2 / std::numbers::pi));
  const auto cells = grid().cells_touching(position, radius);
  return std::any_of(cells.begin(), cells.end(),
                     [&](const SkyCell& cell) { return counts().get(cell) > 0; });
}

double Footprint::covered_fraction(const SkyDisc& disc) const {
  double area = 0.0;
  double covered = 0.0;
  for (const SkyCell& cell : grid().cells_touching(disc.center, disc.radius)) {
    if (separation(disc.center, grid().center(cell)) > disc.radius) continue;
    const double of_cell = grid().area_arcsec2(cell);
    area += of_cell;
    if (counts().get(cell) > 0) covered += of_cell;
  }
  // A disc smaller than a cell holds no centre perhaps.
  if (area == 0.0) return contains(disc.center) ? 1.0 : 0.0;
  return covered / area;
}

} // namespace counterpoint

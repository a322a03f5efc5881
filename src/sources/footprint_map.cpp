#include "counterpoint/sources/footprint_map.hpp"

#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/exact_sum.hpp"

#include <algorithm>

namespace counterpoint {

namespace {

// The cells of a footprint within one cell of a coarser grid. The sum of areas is exact, since the
// cells come in an order that depends on the ranks.
struct Merged {
  SkyCell cell;
  std::int64_t n_rows = 0;
  ExactSum area_arcsec2;
};

std::vector<Merged> merged_to(const SkyGrid& coarser, const Footprint& footprint) {
  const SkyGrid& grid = footprint.grid();
  SparseCells<std::int32_t> number_of_cell; // counted from 1
  std::vector<Merged> merged;
  // Cells that follow one another in a strip: they have one area, and mostly one home.
  struct Run {
    SkyCell home;
    std::uint32_t strip = 0;
    std::int64_t n_cells = 0;
    std::int64_t n_rows = 0;
  } run;
  const auto finish_run = [&] {
    if (run.n_cells == 0) return;
    std::int32_t& number = number_of_cell.at(run.home);
    if (number == 0) {
      merged.push_back({run.home, 0, {}});
      number = checked_cast<std::int32_t>(merged.size());
    }
    Merged& there = merged[static_cast<std::size_t>(number - 1)];
    there.n_rows += run.n_rows;
    there.area_arcsec2.add(grid.area_arcsec2({run.strip, 0}), run.n_cells);
  };
  footprint.counts().for_each([&](const SkyCell& cell, std::int32_t n_rows) {
    const SkyCell home = coarser.cell(grid.place(cell));
    if (home != run.home || cell.strip != run.strip) {
      finish_run();
      run = {home, cell.strip, 0, 0};
    }
    ++run.n_cells;
    run.n_rows += n_rows;
  });
  finish_run();
  return merged;
}

// A level less has a fourth of the cells at the least.
int coarsest_needed_level(const Footprint& footprint, std::int64_t most_cells) {
  int level = footprint.grid().level();
  for (std::int64_t n_cells = footprint.n_cells(); n_cells > most_cells && level > 0; n_cells /= 4)
    --level;
  return level;
}

} // namespace

std::vector<MapCell> map_of(const Footprint& footprint, std::int64_t most_cells) {
  int level = coarsest_needed_level(footprint, most_cells);
  std::vector<Merged> merged = merged_to(SkyGrid{level}, footprint);
  while (std::ssize(merged) > most_cells && level > 0)
    merged = merged_to(SkyGrid{--level}, footprint);
  std::sort(merged.begin(), merged.end(),
            [](const Merged& a, const Merged& b) { return a.cell < b.cell; });
  const SkyGrid grid{level};
  std::vector<MapCell> cells;
  for (const Merged& there : merged)
    cells.push_back({grid.center(there.cell), grid.cell_width(there.cell), grid.cell_height(),
                     there.n_rows, there.area_arcsec2.value()});
  return cells;
}

} // namespace counterpoint

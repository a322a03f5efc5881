#pragma once

#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "counterpoint/sky/sparse_cells.hpp"

#include <cstdint>

namespace counterpoint {

/// What the cells that hold rows amount to. No cell may be counted on two ranks, nor a page.
struct CellTotals {
  std::int64_t n_cells = 0;
  std::int64_t n_rows = 0;
  std::int64_t n_pages = 0;
  ExactSum area_arcsec2;

  CellTotals(const SparseCells<std::int32_t>& counts, const SkyGrid& grid)
      : n_pages{static_cast<std::int64_t>(counts.n_pages())} {
    counts.for_each([&](const SkyCell& cell, std::int32_t count) {
      n_cells += 1;
      n_rows += count;
      area_arcsec2.add(grid.area_arcsec2(cell));
    });
  }

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(n_cells);
    over_ranks.sum(n_rows);
    over_ranks.sum(n_pages);
    over_ranks.sum(area_arcsec2);
  }
  bool operator==(const CellTotals&) const = default;
};

} // namespace counterpoint

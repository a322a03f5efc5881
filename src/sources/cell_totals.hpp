#pragma once

#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/sky/cell_counts.hpp"
#include "counterpoint/sky/sky_grid.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace counterpoint {

/// What the cells that hold rows amount to. No cell may be counted on two ranks, nor a page.
struct CellTotals {
  std::int64_t n_cells = 0;
  std::int64_t n_rows = 0;
  std::int64_t n_pages = 0;
  ExactSum area_arcsec2;

  CellTotals(const CellCounts& counts, const SkyGrid& grid)
      : n_pages{static_cast<std::int64_t>(counts.n_pages())} {
    constexpr std::uint32_t side = CellCounts::page_side;
    counts.for_each_page([&](const CellCounts::Page& page) {
      auto count = page.counts.begin();
      for (std::uint32_t strip = 0; strip < side; ++strip, count += side) {
        const auto end = count + side;
        const std::int64_t n_used = side - std::count(count, end, 0);
        if (n_used == 0) continue;
        n_cells += n_used;
        n_rows += std::accumulate(count, end, std::int64_t{0});
        // Of one strip, all have the same area.
        area_arcsec2.add(grid.area_arcsec2({page.corner.strip + strip, page.corner.column}),
                         n_used);
      }
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

#pragma once

#include "counterpoint/sky/cell_counts.hpp"

namespace counterpoint {

/// The rank that sees to a cell, of `n_ranks`: the same one to all cells of a page of counts.
inline int rank_of_cell(const SkyCell& cell, int n_ranks) {
  constexpr std::uint32_t spread =
      7919; // a prime: pages of neighbouring strips go to different ranks
  const std::uint32_t page =
      cell.strip / CellCounts::page_side * spread + cell.column / CellCounts::page_side;
  return static_cast<int>(page % static_cast<std::uint32_t>(n_ranks));
}

} // namespace counterpoint

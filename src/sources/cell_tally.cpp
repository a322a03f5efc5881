#include "counterpoint/sources/cell_tally.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace counterpoint {

CellTally::CellTally() : grid_{finest_level} {}

void CellTally::add(std::span<const SkyPosition> positions) {
  constexpr std::size_t at_once = 64;
  std::array<SkyCell, at_once> cells{};
  std::array<std::int32_t*, at_once> counters{};
  while (!positions.empty()) {
    const auto some = positions.first(std::min(at_once, positions.size()));
    // Hardly ever in the cache: asked for now, it is there when its turn comes.
    for (std::size_t i = 0; i < some.size(); ++i) {
      cells[i] = grid_.cell(some[i]);
      counts_.prefetch(cells[i]);
    }
    for (std::size_t i = 0; i < some.size(); ++i) {
      counters[i] = &counts_.at(cells[i]);
      __builtin_prefetch(counters[i], 1);
    }
    for (std::size_t i = 0; i < some.size(); ++i)
      ++*counters[i];
    while (counts_.n_pages() > most_pages)
      coarsen();
    positions = positions.subspan(some.size());
  }
}

void CellTally::coarsen() {
  SkyGrid coarser{grid_.level() - 1};
  SparseCells<std::int32_t> merged;
  counts_.for_each([&](const SkyCell& cell, std::int32_t count) {
    merged.at(grid_.parent(cell, coarser)) += count;
  });
  grid_ = std::move(coarser);
  counts_ = std::move(merged);
}

} // namespace counterpoint

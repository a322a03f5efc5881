#include "counterpoint/sources/cell_tally.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace counterpoint {

CellTally::CellTally() : grid_{finest_level} {}

void CellTally::add(const SkyPosition& position) {
  const double ra_deg = position.ra().degrees();
  const double dec_deg = position.dec().degrees();
  GridPlace place;
  find_grid_places({{&ra_deg, 1}, {&dec_deg, 1}}, {&place, 1});
  add(std::span<const GridPlace>{&place, 1});
}

void CellTally::add(std::span<const GridPlace> places) {
  constexpr std::size_t at_once = 64;
  std::array<SkyCell, at_once> cells{};
  while (!places.empty()) {
    const auto some = places.first(std::min(at_once, places.size()));
    for (std::size_t i = 0; i < some.size(); ++i)
      cells.data()[i] = grid_.cell(some.data()[i]);
    counts_.count(std::span{cells}.first(some.size()));
    while (counts_.n_pages() > most_pages)
      coarsen();
    places = places.subspan(some.size());
  }
}

CellTally CellTally::copied() const {
  CellTally copy;
  copy.grid_ = grid_;
  counts_.for_each_page([&](const CellCounts::Page& page) { copy.add(page); });
  return copy;
}

void CellTally::coarsen() {
  SkyGrid coarser{grid_.level() - 1};
  CellCounts merged;
  // The memory of a page that is let go is that of the next one of the coarser grid.
  CellCounts::let_go(counts_.take_pages(), [&](const SkyCell& cell, std::int32_t n) {
    merged.add(grid_.parent(cell, coarser), n);
  });
  grid_ = std::move(coarser);
  counts_ = std::move(merged);
}

} // namespace counterpoint

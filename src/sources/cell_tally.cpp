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
  std::array<std::int32_t*, at_once> counters{};
  while (!places.empty()) {
    const auto some = places.first(std::min(at_once, places.size()));
    // Hardly ever in the cache: asked for now, it is there when its turn comes.
    for (std::size_t i = 0; i < some.size(); ++i) {
      cells.data()[i] = grid_.cell(some.data()[i]);
      counts_.prefetch(cells.data()[i]);
    }
    for (std::size_t i = 0; i < some.size(); ++i) {
      counters.data()[i] = &counts_.at(cells.data()[i]);
      __builtin_prefetch(counters.data()[i], 1);
    }
    for (std::size_t i = 0; i < some.size(); ++i)
      ++*counters.data()[i];
    while (counts_.n_pages() > most_pages)
      coarsen();
    places = places.subspan(some.size());
  }
}

CellTally CellTally::copied() const {
  CellTally copy;
  copy.grid_ = grid_;
  counts_.for_each_page([&](const SkyCell& corner, const SparseCells<std::int32_t>::Page& page) {
    copy.counts_.add(corner, page);
  });
  return copy;
}

void CellTally::coarsen() {
  SkyGrid coarser{grid_.level() - 1};
  SparseCells<std::int32_t> merged;
  for (auto& [corner, page] : counts_.take_pages()) {
    SparseCells<std::int32_t>::for_each_of(corner, *page,
                                           [&](const SkyCell& cell, std::int32_t count) {
                                             merged.at(grid_.parent(cell, coarser)) += count;
                                           });
    page.reset(); // its memory is that of the next page of the coarser grid
  }
  grid_ = std::move(coarser);
  counts_ = std::move(merged);
}

} // namespace counterpoint

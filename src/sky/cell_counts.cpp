#include "counterpoint/sky/cell_counts.hpp"

#include <algorithm>
#include <utility>

namespace counterpoint {

void CellCounts::count(std::span<const SkyCell> cells) {
  constexpr std::size_t at_once = 64;
  std::array<std::uint8_t*, at_once> counters{};
  while (!cells.empty()) {
    const auto some = cells.first(std::min(at_once, cells.size()));
    // Hardly ever in the cache: asked for now, it is there when its turn comes.
    for (const SkyCell& cell : some)
      low_.prefetch(cell);
    for (std::size_t i = 0; i < some.size(); ++i) {
      counters.data()[i] = &low_.at(some.data()[i]);
      __builtin_prefetch(counters.data()[i], 1);
    }
    for (std::size_t i = 0; i < some.size(); ++i) {
      if (++*counters.data()[i] == 0) [[unlikely]]
        ++high_.at(some.data()[i]);
    }
    cells = cells.subspan(some.size());
  }
}

void CellCounts::add(const SkyCell& cell, std::int32_t n) {
  std::uint8_t& low = low_.at(cell);
  const std::int32_t sum = low + n;
  low = static_cast<std::uint8_t>(sum);
  if (const std::int32_t carried = (sum - low) / of_byte; carried != 0) high_.at(cell) += carried;
}

void CellCounts::add(const PlacedPage& page) {
  // The page is there even if nothing is in it.
  static_cast<void>(low_.at(page.corner));
  for_each_of(page, [&](const SkyCell& cell, std::int32_t n) { add(cell, n); });
}

void CellCounts::put_together(const SkyCell& corner, const LowPage& low,
                              const SparseCells<std::int32_t>& high, PlacedPage& page) {
  page.corner = corner;
  std::ranges::copy(low, page.counts.begin());
  if (const auto* const beyond = high.page_of(corner); beyond != nullptr) {
    for (std::size_t i = 0; i < page.counts.size(); ++i)
      page.counts[i] += of_byte * (*beyond)[i];
  }
}

CellCounts::PlacedPage CellCounts::TakenPages::take(std::size_t i) {
  PlacedPage page;
  put_together(low_[i].corner, *low_[i].page, high_, page);
  low_[i].page.reset();
  return page;
}

CellCounts::TakenPages CellCounts::take_pages() {
  TakenPages taken;
  taken.low_ = low_.take_pages();
  taken.high_ = std::exchange(high_, {});
  return taken;
}

} // namespace counterpoint

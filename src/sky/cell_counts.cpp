#include "counterpoint/sky/cell_counts.hpp"

#include <algorithm>
#include <array>

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

void CellCounts::add(const Page& page) {
  low_.make_page_of(page.corner); // also where nothing is in it
  High::for_each_of(page.corner, page.counts,
                    [&](const SkyCell& cell, std::int32_t n) { add(cell, n); });
}

void CellCounts::add(const SkyCell& corner, const Low::Page& low) {
  Low::Page& here = low_.make_page_of(corner);
  bool is_beyond = false;
  for (std::size_t i = 0; i < low.size(); ++i)
    is_beyond |= here.data()[i] + low.data()[i] >= of_byte;
  if (is_beyond) {
    Low::for_each_of(corner, low, [&](const SkyCell& cell, std::int32_t n) { add(cell, n); });
    return;
  }
  for (std::size_t i = 0; i < low.size(); ++i)
    here.data()[i] = static_cast<std::uint8_t>(here.data()[i] + low.data()[i]);
}

void CellCounts::add(const SkyCell& corner, const High::Page& high) {
  low_.make_page_of(corner); // which makes the page known
  High::Page& here = high_.make_page_of(corner);
  for (std::size_t i = 0; i < high.size(); ++i)
    here[i] += high[i];
}

void CellCounts::append(const CellRun& run, std::vector<std::int32_t>& counts) const {
  for (SkyCell cell{run.strip, run.first_column}; cell.column <= run.last_column;) {
    const std::uint32_t left_of_page = page_side - cell.column % page_side;
    const std::uint32_t n = std::min(left_of_page, run.last_column - cell.column + 1);
    const std::size_t first = Low::index_in_page(cell);
    const std::size_t place = counts.size();
    counts.resize(place + n);
    const Low::Page* const low = low_.page_of(cell);
    const High::Page* const high = high_.page_of(cell);
    for (std::size_t i = 0; i < n; ++i) {
      counts[place + i] += low != nullptr ? (*low)[first + i] : 0;
      counts[place + i] += high != nullptr ? of_byte * (*high)[first + i] : 0;
    }
    cell.column += n;
  }
}

CellCounts::Page CellCounts::put_together(const SkyCell& corner, const Low::Page& low) const {
  Page page{corner, {}};
  std::ranges::copy(low, page.counts.begin());
  if (const High::Page* const high = high_.page_of(corner); high != nullptr) {
    for (std::size_t i = 0; i < page.counts.size(); ++i)
      page.counts[i] += of_byte * (*high)[i];
  }
  return page;
}

} // namespace counterpoint

#pragma once

#include "counterpoint/sky/sparse_cells.hpp"

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint {

/// Numbers of rows per cell of a SkyGrid. Those of most cells fit a byte, which is what a cell
/// takes; how often a byte was full lies apart, for the few pages of cells where one was.
class CellCounts {
public:
  using Low = SparseCells<std::uint8_t>;  ///< counts modulo 256
  using High = SparseCells<std::int32_t>; ///< counts over 256, rounded down
  static constexpr std::uint32_t page_side = Low::page_side;
  /// The counts of the cells of a page, strip by strip, and its cell of the lowest strip and
  /// column.
  struct Page {
    SkyCell corner;
    High::Page counts;
  };

  /// Counts a row in each of the cells. Much faster than one by one, for their counters are fetched
  /// at once.
  void count(std::span<const SkyCell> cells);
  /// \param n  may be negative, and so may the sum: a rank takes back what another one has counted
  void add(const SkyCell& cell, std::int32_t n);
  /// Adds the counts of the cells of a page.
  void add(const Page& page);
  /// The same of a part of the counts of a page, as take_pages() gives them.
  void add(const SkyCell& corner, const Low::Page& low);
  void add(const SkyCell& corner, const High::Page& high);

  [[nodiscard]] std::int32_t get(const SkyCell& cell) const {
    const std::int32_t low = low_.get(cell);
    return high_.n_pages() == 0 ? low : low + of_byte * high_.get(cell);
  }

  /// Appends the counts of the cells of a run. Much faster than one by one, for a page is looked up
  /// once.
  void append(const CellRun& run, std::vector<std::int32_t>& counts) const;

  [[nodiscard]] std::size_t n_pages() const { return low_.n_pages(); }

  /// visit(page) for every Page, in no particular order.
  template <class Visit>
  void for_each_page(Visit&& visit) const {
    low_.for_each_page(
        [&](const SkyCell& corner, const Low::Page& low) { visit(put_together(corner, low)); });
  }

  /// visit(cell, count) for every cell whose count is not 0, in no particular order.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for_each_page([&](const Page& page) { High::for_each_of(page.corner, page.counts, visit); });
  }

  struct TakenPages {
    std::vector<Low::PlacedPage> low;
    std::vector<High::PlacedPage> high;
  };
  /// All pages, for them to be let go one by one; none are left here. In no particular order.
  [[nodiscard]] TakenPages take_pages() { return {low_.take_pages(), high_.take_pages()}; }

  /// visit(cell, count) for every cell of taken pages whose parts of the count are not 0: twice,
  /// where both are. Each page is let go when its cells were visited.
  template <class Visit>
  static void let_go(TakenPages&& pages, Visit&& visit) {
    for (Low::PlacedPage& low : pages.low) {
      Low::for_each_of(low.corner, *low.page, visit);
      low.page.reset();
    }
    for (const High::PlacedPage& high : pages.high) {
      High::for_each_of(high.corner, *high.page,
                        [&](const SkyCell& cell, std::int32_t n) { visit(cell, of_byte * n); });
    }
  }

private:
  static constexpr std::int32_t of_byte = 256; // rows

  [[nodiscard]] Page put_together(const SkyCell& corner, const Low::Page& low) const;

  Low low_;
  High high_;
};

} // namespace counterpoint

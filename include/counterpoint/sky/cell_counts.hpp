#pragma once

#include "counterpoint/sky/sparse_cells.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint {

/// Numbers of rows per cell of a SkyGrid. Those of most cells fit a byte, which is what a cell
/// takes; how often a byte was full lies apart, for the few pages of cells where one was.
class CellCounts {
public:
  static constexpr std::uint32_t page_side = SparseCells<std::uint8_t>::page_side;
  using Page = SparseCells<std::int32_t>::Page;
  /// The counts of the cells of a page, strip by strip, and its cell of the lowest strip and
  /// column.
  struct PlacedPage {
    SkyCell corner;
    Page counts;
  };

  /// Counts a row in each of the cells. Much faster than one by one, for their counters are fetched
  /// at once.
  void count(std::span<const SkyCell> cells);
  /// \param n  may be negative, and so may the sum: a rank takes back what another one has counted
  void add(const SkyCell& cell, std::int32_t n);
  /// Adds the counts of the cells of a page.
  void add(const PlacedPage& page);

  [[nodiscard]] std::int32_t get(const SkyCell& cell) const {
    const std::int32_t low = low_.get(cell);
    return high_.n_pages() == 0 ? low : low + of_byte * high_.get(cell);
  }

  [[nodiscard]] std::size_t n_pages() const { return low_.n_pages(); }

  /// visit(page) for every page, a PlacedPage, in no particular order.
  template <class Visit>
  void for_each_page(Visit&& visit) const {
    PlacedPage page;
    low_.for_each_page([&](const SkyCell& corner, const LowPage& low) {
      put_together(corner, low, high_, page);
      visit(std::as_const(page));
    });
  }

  /// visit(cell, count) for every cell whose count is not 0, in no particular order.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for_each_page([&](const PlacedPage& page) { for_each_of(page, visit); });
  }

  /// The same for the cells of a page.
  template <class Visit>
  static void for_each_of(const PlacedPage& page, Visit&& visit) {
    SparseCells<std::int32_t>::for_each_of(page.corner, page.counts, visit);
  }

  /// Pages on their way out.
  class TakenPages {
  public:
    [[nodiscard]] std::size_t size() const { return low_.size(); }
    /// The page of number `i`, whose memory is let go.
    [[nodiscard]] PlacedPage take(std::size_t i);

  private:
    friend CellCounts;
    std::vector<SparseCells<std::uint8_t>::PlacedPage> low_;
    SparseCells<std::int32_t> high_;
  };
  /// All pages, for them to be let go one by one; none are left here. In no particular order.
  [[nodiscard]] TakenPages take_pages();

private:
  using LowPage = SparseCells<std::uint8_t>::Page;

  static constexpr std::int32_t of_byte = 256; // numbers

  static void put_together(const SkyCell& corner, const LowPage& low,
                           const SparseCells<std::int32_t>& high, PlacedPage& page);

  SparseCells<std::uint8_t> low_;  // the count, modulo 256
  SparseCells<std::int32_t> high_; // the count over 256, rounded down
};

} // namespace counterpoint

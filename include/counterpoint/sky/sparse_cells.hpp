#pragma once

#include "counterpoint/sky/sky_grid.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace counterpoint {

/// A value per cell of a SkyGrid, stored for the part of the sky that is used: square pages of
/// cells, found by a hash table that is small enough to stay in the cache.
template <class T, std::uint32_t side = 32>
class SparseCells {
public:
  static constexpr std::uint32_t page_side = side;
  using Page = std::array<T, static_cast<std::size_t>(page_side) * page_side>;

  /// The value of `cell`, made with T{} where it is new.
  [[nodiscard]] T& at(const SkyCell& cell) {
    return make_page_of(cell).data()[index_in_page(cell)];
  }

  /// The page that `cell` lies in, made with T{} where it is new.
  Page& make_page_of(const SkyCell& cell) {
    const std::uint64_t key = page_key(cell);
    Page* page = slots_.data()[find(key)].page.get();
    if (page == nullptr) [[unlikely]]
      page = make_page(key);
    return *page;
  }

  /// Asks the memory for what at() will look at first.
  void prefetch(const SkyCell& cell) const { __builtin_prefetch(&slots_[home(page_key(cell))]); }

  /// The value of `cell`, T{} where there is none.
  [[nodiscard]] T get(const SkyCell& cell) const {
    const Page* const page = page_of(cell);
    return page == nullptr ? T{} : (*page)[index_in_page(cell)];
  }

  /// The page that `cell` lies in; nullptr if there is none.
  [[nodiscard]] const Page* page_of(const SkyCell& cell) const {
    return slots_[find(page_key(cell))].page.get();
  }

  /// The place of a cell among those of its page.
  [[nodiscard]] static std::size_t index_in_page(const SkyCell& cell) {
    return static_cast<std::size_t>(cell.strip % page_side) * page_side + cell.column % page_side;
  }

  [[nodiscard]] std::size_t n_pages() const { return n_pages_; }

  /// visit(corner, page) for every page, in no particular order: its cell of the lowest strip and
  /// column, and the values of its cells, strip by strip.
  template <class Visit>
  void for_each_page(Visit&& visit) const {
    for (const Slot& slot : slots_) {
      if (slot.page == nullptr) continue;
      visit(corner_of(slot.key), std::as_const(*slot.page));
    }
  }

  /// A page, and its cell of the lowest strip and column.
  struct PlacedPage {
    SkyCell corner;
    std::unique_ptr<Page> page;
  };
  /// All pages, for them to be let go one by one; none are left. In no particular order.
  [[nodiscard]] std::vector<PlacedPage> take_pages() {
    std::vector<PlacedPage> pages;
    pages.reserve(std::exchange(n_pages_, 0));
    for (Slot& slot : slots_) {
      if (slot.page != nullptr) pages.push_back({corner_of(slot.key), std::move(slot.page)});
    }
    return pages;
  }

  /// visit(cell, value) for every cell whose value is not T{}, in no particular order.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for_each_page(
        [&](const SkyCell& corner, const Page& page) { for_each_of(corner, page, visit); });
  }

  /// The same for the cells of a page.
  template <class Visit>
  static void for_each_of(const SkyCell& corner, const Page& page, Visit&& visit) {
    for (std::uint32_t i = 0; i < page_side * page_side; ++i) {
      if (page[i] != T{})
        visit(SkyCell{corner.strip + i / page_side, corner.column + i % page_side}, page[i]);
    }
  }

private:
  struct Slot {
    std::uint64_t key = 0;
    std::unique_ptr<Page> page;
  };

  static SkyCell corner_of(std::uint64_t key) {
    return {static_cast<std::uint32_t>(key >> 32U) * page_side,
            static_cast<std::uint32_t>(key) * page_side};
  }
  static std::uint64_t page_key(const SkyCell& cell) {
    return (static_cast<std::uint64_t>(cell.strip / page_side) << 32U) | (cell.column / page_side);
  }

  // Where the search for a key begins.
  [[nodiscard]] std::size_t home(std::uint64_t key) const {
    constexpr std::uint64_t golden_ratio = 0x9E3779B97F4A7C15U; // spreads neighbours
    return static_cast<std::size_t>((key * golden_ratio) >> 32U) & (slots_.size() - 1);
  }

  // The slot that has the key, or the free one where it belongs. At least half of them are free.
  [[nodiscard]] std::size_t find(std::uint64_t key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t place = home(key);
    while (slots_.data()[place].page != nullptr && slots_.data()[place].key != key)
      place = (place + 1) & mask;
    return place;
  }

  // Apart from at(), which is called for every star of a survey.
  [[gnu::noinline]] Page* make_page(std::uint64_t key) {
    if (2 * n_pages_ >= slots_.size()) enlarge();
    ++n_pages_;
    Slot& slot = slots_[find(key)];
    slot = {key, std::make_unique<Page>()};
    return slot.page.get();
  }

  void enlarge() {
    std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(2 * slots_.size()));
    for (Slot& slot : old) {
      if (slot.page != nullptr) slots_[find(slot.key)] = std::move(slot);
    }
  }

  std::size_t n_pages_ = 0;
  std::vector<Slot> slots_ = std::vector<Slot>(16); // a power of two
};

} // namespace counterpoint

#pragma once

#include "counterpoint/sky/sky_grid.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

namespace counterpoint {

/// A value per cell of a SkyGrid, stored for the part of the sky that is used: square pages of
/// cells, which square blocks of pages list. Cells that are asked for one after another mostly lie
/// in one block; another one is found by a hash table.
template <class T, std::uint32_t side = 32>
class SparseCells {
public:
  static constexpr std::uint32_t page_side = side;
  using Page = std::array<T, static_cast<std::size_t>(page_side) * page_side>;

  SparseCells() { clear_last(); }
  SparseCells(SparseCells&& other) noexcept { *this = std::move(other); }
  SparseCells& operator=(SparseCells&& other) noexcept {
    pages_ = std::exchange(other.pages_, {});
    blocks_ = std::exchange(other.blocks_, {});
    clear_last();
    other.clear_last();
    return *this;
  }

  /// The value of `cell`, made with T{} where it is new.
  [[nodiscard]] T& at(const SkyCell& cell) {
    const std::uint64_t key = block_key(cell);
    if (key != last_key_) {
      std::unique_ptr<Block>& block = blocks_[key];
      if (block == nullptr) block = std::make_unique<Block>(Block{});
      last_key_ = key;
      last_ = block.get();
    }
    Page*& page = last_->data()[index_in_block(cell)];
    if (page == nullptr) page = add_page(cell);
    return page->data()[index_in_page(cell)];
  }

  /// The value of `cell`, T{} where there is none.
  [[nodiscard]] T get(const SkyCell& cell) const {
    const auto block = blocks_.find(block_key(cell));
    if (block == blocks_.end()) return T{};
    const Page* const page = (*block->second)[index_in_block(cell)];
    return page == nullptr ? T{} : (*page)[index_in_page(cell)];
  }

  [[nodiscard]] std::size_t n_pages() const { return pages_.size(); }

  /// visit(corner, page) for every page, in no particular order: its cell of the lowest strip and
  /// column, and the values of its cells, strip by strip.
  template <class Visit>
  void for_each_page(Visit&& visit) const {
    for (const PlacedPage& page : pages_)
      visit(page.corner, std::as_const(*page.values));
  }

  /// Adds the values of a page to those of the cells from `corner` on.
  void add(const SkyCell& corner, const Page& page) {
    T* to = &at(corner);
    for (const T& value : page)
      *to++ += value;
  }

  /// visit(cell, value) for every cell whose value is not T{}, in no particular order.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for_each_page([&](const SkyCell& corner, const Page& page) {
      for (std::uint32_t i = 0; i < page_side * page_side; ++i) {
        if (page[i] != T{})
          visit(SkyCell{corner.strip + i / page_side, corner.column + i % page_side}, page[i]);
      }
    });
  }

private:
  static constexpr std::uint32_t block_side = 64; // in pages
  static constexpr std::uint32_t block_cells = block_side * page_side;
  using Block = std::array<Page*, static_cast<std::size_t>(block_side) * block_side>;
  struct PlacedPage {
    SkyCell corner; // its cell of the lowest strip and column
    std::unique_ptr<Page> values;
  };

  static std::uint64_t block_key(const SkyCell& cell) {
    return (static_cast<std::uint64_t>(cell.strip / block_cells) << 32U) |
           (cell.column / block_cells);
  }
  static std::size_t index_in_block(const SkyCell& cell) {
    return static_cast<std::size_t>(cell.strip / page_side % block_side) * block_side +
           cell.column / page_side % block_side;
  }
  static std::size_t index_in_page(const SkyCell& cell) {
    return static_cast<std::size_t>(cell.strip % page_side) * page_side + cell.column % page_side;
  }

  Page* add_page(const SkyCell& cell) {
    const SkyCell corner{cell.strip / page_side * page_side, cell.column / page_side * page_side};
    pages_.push_back({corner, std::make_unique<Page>(Page{})});
    return pages_.back().values.get();
  }

  void clear_last() {
    last_key_ = ~std::uint64_t{0}; // of no block
    last_ = nullptr;
  }

  std::vector<PlacedPage> pages_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Block>> blocks_;
  std::uint64_t last_key_; // of the block that was asked for last
  Block* last_;
};

} // namespace counterpoint

#pragma once

#include "counterpoint/sky/sky_grid.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace counterpoint {

/// A value per cell of a SkyGrid, stored for the part of the sky that is used: pages of 32 x 32
/// cells. Rows of a catalogue lie close together on the sky, so the last page is remembered.
template <class T>
class SparseCells {
public:
  static constexpr std::uint32_t page_side = 32;
  using Page = std::array<T, static_cast<std::size_t>(page_side) * page_side>;

  /// The value of `cell`, made with T{} where it is new.
  [[nodiscard]] T& at(const SkyCell& cell) {
    const std::uint64_t key = page_key(cell);
    if (key != last_key_ || last_page_ == nullptr) {
      std::unique_ptr<Page>& page = pages_[key];
      if (!page) page = std::make_unique<Page>(Page{});
      last_key_ = key;
      last_page_ = page.get();
    }
    return (*last_page_)[index_in_page(cell)];
  }

  /// The value of `cell`, T{} where there is none.
  [[nodiscard]] T get(const SkyCell& cell) const {
    const std::uint64_t key = page_key(cell);
    if (key != last_key_) {
      const auto page = pages_.find(key);
      last_key_ = key;
      last_page_ = page == pages_.end() ? nullptr : page->second.get();
    }
    return last_page_ == nullptr ? T{} : (*last_page_)[index_in_page(cell)];
  }

  [[nodiscard]] std::size_t n_pages() const { return pages_.size(); }

  /// visit(cell, value) for every cell whose value is not T{}, in no particular order.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const auto& [key, page] : pages_) {
      const auto strip = static_cast<std::uint32_t>(key >> 32U) * page_side;
      const auto column = static_cast<std::uint32_t>(key) * page_side;
      for (std::uint32_t i = 0; i < page_side * page_side; ++i) {
        if ((*page)[i] != T{})
          visit(SkyCell{strip + i / page_side, column + i % page_side}, (*page)[i]);
      }
    }
  }

private:
  static std::uint64_t page_key(const SkyCell& cell) {
    return (static_cast<std::uint64_t>(cell.strip / page_side) << 32U) | (cell.column / page_side);
  }
  static std::size_t index_in_page(const SkyCell& cell) {
    return static_cast<std::size_t>(cell.strip % page_side) * page_side + cell.column % page_side;
  }

  std::unordered_map<std::uint64_t, std::unique_ptr<Page>> pages_;
  mutable std::uint64_t last_key_ = ~std::uint64_t{0};
  mutable Page* last_page_ = nullptr;
};

} // namespace counterpoint

#pragma once

#include "counterpoint/core/large_pages.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint {

/// Values in groups, as Grouped has them, for more values than should ever be copied: they are kept
/// in parts that stay where they are while others are added. A group is in one part.
template <class T>
class PartedGroups {
public:
  /// Number of groups.
  [[nodiscard]] std::size_t size() const { return places_.size(); }
  /// Values of all groups.
  [[nodiscard]] std::size_t n_values() const { return first_.back(); }
  /// Number of the first value of group `i` among those of all groups.
  [[nodiscard]] std::size_t first(std::size_t i) const { return first_[i]; }

  /// The values of group `i`.
  [[nodiscard]] std::span<const T> operator[](std::size_t i) const {
    const std::size_t n = first_[i + 1] - first_[i];
    if (n == 0) return {};
    return std::span{parts_[places_[i].part]}.subspan(places_[i].offset, n);
  }

  /// Adds a group of `n` values, which are to be written through what is returned.
  [[nodiscard]] std::span<T> add_group(std::size_t n) {
    if (parts_.empty() || parts_.back().capacity() - parts_.back().size() < n)
      parts_.emplace_back().reserve(std::max(n, values_of_part));
    LargeVector<T>& part = parts_.back();
    const std::size_t offset = part.size();
    part.resize(offset + n);
    places_.push_back({parts_.size() - 1, offset});
    first_.push_back(first_.back() + n);
    return std::span{part}.subspan(offset);
  }

private:
  static constexpr std::size_t values_of_part = large_pages::page_bytes / sizeof(T);

  struct Place {
    std::size_t part;
    std::size_t offset;
  };

  std::vector<LargeVector<T>> parts_;
  std::vector<Place> places_;         // of each group
  std::vector<std::size_t> first_{0}; // of each group, and the end of the last
};

} // namespace counterpoint

#pragma once

#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/large_pages.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// Values in groups, as Grouped has them, for more values than should ever be copied: they are kept
/// in parts that stay where they are while others are added. A group is in one part, and takes 8
/// bytes beside its values, as there may be many more groups than values.
template <class T>
class PartedGroups {
public:
  /// Number of groups.
  [[nodiscard]] std::size_t size() const { return places_.size(); }
  /// Values of all groups.
  [[nodiscard]] std::size_t n_values() const {
    return parts_.empty() ? 0 : parts_.back().first + parts_.back().values.size();
  }
  /// Number of the first value of group `i` among those of all groups.
  [[nodiscard]] std::size_t first(std::size_t i) const {
    return parts_[places_[i].part].first + places_[i].offset;
  }

  /// The values of group `i`.
  [[nodiscard]] std::span<const T> operator[](std::size_t i) const {
    const std::size_t end = i + 1 < size() ? first(i + 1) : n_values();
    return std::span{parts_[places_[i].part].values}.subspan(places_[i].offset, end - first(i));
  }

  /// Adds a group of `n` values, which are to be written through what is returned.
  [[nodiscard]] std::span<T> add_group(std::size_t n) {
    if (parts_.empty() || parts_.back().values.capacity() - parts_.back().values.size() < n) {
      const std::size_t n_before = n_values();
      parts_.push_back({n_before, {}});
      parts_.back().values.reserve(std::max(n, values_of_part));
    }
    LargeVector<T>& values = parts_.back().values;
    const std::size_t offset = values.size();
    values.resize(offset + n);
    places_.push_back(
        {checked_cast<std::uint32_t>(parts_.size() - 1), checked_cast<std::uint32_t>(offset)});
    return std::span{values}.subspan(offset);
  }

  /// Room for so many groups more.
  void reserve_groups(std::size_t n) { places_.reserve(places_.size() + n); }

private:
  static constexpr std::size_t values_of_part = large_pages::page_bytes / sizeof(T);

  struct Part {
    std::size_t first; // number of its first value among those of all groups
    LargeVector<T> values;
  };
  struct Place {
    std::uint32_t part;
    std::uint32_t offset;
  };

  std::vector<Part> parts_;
  std::vector<Place> places_; // of each group
};

} // namespace counterpoint

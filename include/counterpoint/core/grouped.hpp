#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint {

/// Values in groups that follow one another: a ragged array. Groups are appended and then closed;
/// values that come after the last closed group belong to the group that is being made.
template <class T>
class Grouped {
public:
  /// Number of closed groups.
  [[nodiscard]] std::size_t size() const { return first_.size() - 1; }
  [[nodiscard]] bool empty() const { return size() == 0; }

  /// The values of group `i`.
  [[nodiscard]] std::span<const T> operator[](std::size_t i) const {
    return std::span{values_}.subspan(first_[i], first_[i + 1] - first_[i]);
  }

  /// Where the values of group `i` begin among all values; of size(), where the last group ends.
  [[nodiscard]] std::size_t first(std::size_t i) const { return first_[i]; }

  /// The values of all groups.
  [[nodiscard]] const std::vector<T>& values() const { return values_; }

  void push_back(T value) { values_.push_back(std::move(value)); }
  void close_group() { first_.push_back(values_.size()); }

  bool operator==(const Grouped&) const = default;

private:
  std::vector<T> values_;
  std::vector<std::size_t> first_{0}; // of each group, and the end of the last
};

} // namespace counterpoint

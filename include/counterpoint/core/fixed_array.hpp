#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint {

/// Values that are not changed any more, wherever they lie: in a vector, or in memory that other
/// processes see too. Copies show the same values.
template <class T>
class FixedArray {
public:
  FixedArray() = default;
  explicit FixedArray(std::vector<T>&& values) {
    const auto kept = std::make_shared<const std::vector<T>>(std::move(values));
    values_ = *kept;
    owner_ = kept;
  }
  /// \param owner  keeps the values in memory
  FixedArray(std::span<const T> values, std::shared_ptr<const void> owner)
      : values_{values}, owner_{std::move(owner)} {}

  [[nodiscard]] const T& operator[](std::size_t i) const { return values_[i]; }
  [[nodiscard]] std::size_t size() const { return values_.size(); }
  [[nodiscard]] std::span<const T> values() const { return values_; }

private:
  std::span<const T> values_;
  std::shared_ptr<const void> owner_;
};

} // namespace counterpoint

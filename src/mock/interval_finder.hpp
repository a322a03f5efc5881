#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint::mock {

/// Finds between which two of many ascending numbers a number lies, in a time that does not grow
/// with them: the range is divided into equal parts, twice as many, and for each part it is known
/// where the search begins and ends.
class IntervalFinder {
public:
  IntervalFinder() = default;
  /// \param edges  ascending, at least two; read again by each search
  explicit IntervalFinder(std::span<const double> edges);

  /// The last interval k (between edges k and k + 1) that begins at or below `value`: the first
  /// below all edges, the last above them.
  [[nodiscard]] std::size_t operator()(std::span<const double> edges, double value) const {
    const std::size_t part = part_of(value);
    std::size_t next = begin_[part];
    const std::size_t end = begin_[part + 1];
    // Mostly one comparison at most, whose outcome no processor can guess: so no branch.
    next += static_cast<std::size_t>(next < end) & static_cast<std::size_t>(edges[next] <= value);
    while (next < end && edges[next] <= value)
      ++next;
    return next - 1;
  }

private:
  // Never falls where `value` grows, which is all that the search needs of it.
  [[nodiscard]] std::size_t part_of(double value) const {
    const double part = (value - lowest_) * parts_per_unit_;
    return part > 0.0 ? static_cast<std::size_t>(part < last_part_ ? part : last_part_) : 0;
  }

  double lowest_ = 0.0;
  double parts_per_unit_ = 0.0;
  double last_part_ = 0.0;
  std::vector<std::uint32_t> begin_; // by part: the first inner edge that may lie above a value
};

} // namespace counterpoint::mock

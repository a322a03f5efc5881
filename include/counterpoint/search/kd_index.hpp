#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/sky/position.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace counterpoint {

/// Points on the sphere, found by distance: a k-d tree on unit vectors, where the chord is the
/// distance, so that right ascension 0 and the poles are places like any other.
class KdIndex {
public:
  /// Takes the points; they are known by their position in `points` from then on.
  explicit KdIndex(std::vector<UnitVector> points);
  ~KdIndex();
  KdIndex(KdIndex&&) noexcept;
  KdIndex& operator=(KdIndex&&) noexcept;
  KdIndex(const KdIndex&) = delete;
  KdIndex& operator=(const KdIndex&) = delete;

  [[nodiscard]] std::size_t size() const { return points_.size(); }
  [[nodiscard]] const UnitVector& point(std::size_t i) const { return points_[i]; }

  struct Hit {
    std::uint32_t point = 0;
    double squared_chord = 0.0;
  };

  /// All points within `radius` of `center`, edge included, in no particular order.
  /// \param hits  cleared and filled; reuse it to save allocations
  void find_within(const UnitVector& center, Angle radius, std::vector<Hit>& hits) const;

private:
  class Tree;
  std::vector<UnitVector> points_;
  std::unique_ptr<Tree> tree_;
};

} // namespace counterpoint

#pragma once

#include "counterpoint/core/large_pages.hpp"
#include "counterpoint/search/neighbourhoods.hpp"
#include "counterpoint/sky/position.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint {

/// Unit vectors, coordinate by coordinate: loops over them are vectors.
struct PointColumns {
  LargeVector<double> x;
  LargeVector<double> y;
  LargeVector<double> z;

  void resize(std::size_t n) {
    for (LargeVector<double>* const column : {&x, &y, &z})
      column->resize(n);
  }
  void set(std::size_t i, const UnitVector& point) {
    x.data()[i] = point.x;
    y.data()[i] = point.y;
    z.data()[i] = point.z;
  }
};

/// Points near another one, and how far they are.
struct PointHits {
  std::vector<std::uint32_t> point;
  std::vector<double> squared_chord;

  [[nodiscard]] std::size_t size() const { return point.size(); }
  void resize(std::size_t n) {
    point.resize(n);
    squared_chord.resize(n);
  }
};

/// What is at most this far from a centre.
struct Reach {
  UnitVector center;
  double squared_chord = 0.0;
};

/// Appends the points [first, last) that are within reach.
void append_within(const PointColumns& points, std::size_t first, std::size_t last,
                   const Reach& reach, PointHits& hits);

/// Where `xray` is, seen from each of the points that were found near it: sets offsets and
/// convergences of `found`.
void find_offsets(const PointColumns& points, const PointHits& hits, const UnitVector& xray,
                  FoundNeighbours& found);

/// Offsets as whole numbers of a unit, and their squared lengths.
struct WholeOffsets {
  double unit_deg = 1.0; ///< a power of two: the largest coordinate has 30 bits
  std::vector<std::int32_t> east;
  std::vector<std::int32_t> north;
  std::vector<std::int64_t> squared_length;
};
void round_offsets(const FoundNeighbours& found, WholeOffsets& whole);

} // namespace counterpoint

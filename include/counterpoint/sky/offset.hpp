#pragma once

#include "counterpoint/core/angle.hpp"

#include <cmath>

namespace counterpoint {

/// A small displacement on the sky, or a place in a tangent plane.
struct SkyOffset {
  Angle east;
  Angle north;

  [[nodiscard]] Angle length() const { return hypot(east, north); }
  /// From north through east, in (-180, 180] deg.
  [[nodiscard]] Angle position_angle() const {
    return Angle::from_radians(std::atan2(east.degrees(), north.degrees()));
  }
  /// The same offset by axes that are turned by `angle` from north to east.
  [[nodiscard]] SkyOffset in_axes_turned_by(Angle angle) const {
    const double cosine = cos(angle);
    const double sine = sin(angle);
    return {east * cosine - north * sine, east * sine + north * cosine};
  }

  SkyOffset operator-() const { return {-east, -north}; }
  SkyOffset operator+(const SkyOffset& other) const {
    return {east + other.east, north + other.north};
  }
  SkyOffset operator-(const SkyOffset& other) const {
    return {east - other.east, north - other.north};
  }
};

[[nodiscard]] inline SkyOffset operator*(double factor, const SkyOffset& offset) {
  return {factor * offset.east, factor * offset.north};
}

} // namespace counterpoint

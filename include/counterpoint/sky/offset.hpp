#pragma once

#include "counterpoint/core/angle.hpp"

#include <cmath>

namespace counterpoint {

/// A turn in a plane, to be made many times.
struct Turn {
  double cosine = 1.0;
  double sine = 0.0;

  explicit Turn(Angle angle) : cosine{cos(angle)}, sine{sin(angle)} {}
};

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
  [[nodiscard]] SkyOffset in_axes_turned_by(const Turn& turn) const {
    return {east * turn.cosine - north * turn.sine, east * turn.sine + north * turn.cosine};
  }
  [[nodiscard]] SkyOffset in_axes_turned_by(Angle angle) const {
    return in_axes_turned_by(Turn{angle});
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

#pragma once

#include "counterpoint/core/angle.hpp"

namespace counterpoint {

/// A small ellipse round a point of the sky: an error, a standard deviation, a region of
/// acceptance. Where the semi-axes are equal it is a circle, whose position angle means nothing.
struct SkyEllipse {
  SkyEllipse() = default;
  SkyEllipse(Angle radius) : major{radius}, minor{radius} {} // implicit: a circle is an ellipse
  SkyEllipse(Angle semi_major, Angle semi_minor, Angle angle)
      : major{semi_major}, minor{semi_minor}, position_angle{angle} {}

  [[nodiscard]] bool is_circle() const { return !(minor < major); }

  /// (u / major)^2 + (v / minor)^2 of the point at `separation` in `direction` (north through east)
  /// from the centre, u and v its components along the axes: 1 on the ellipse.
  [[nodiscard]] double squared_norm(Angle separation, Angle direction) const {
    const double along = separation / major * cos(direction - position_angle);
    const double across = separation / minor * sin(direction - position_angle);
    return along * along + across * across;
  }

  /// Does that point lie inside, or on the edge?
  [[nodiscard]] bool contains(Angle separation, Angle direction) const {
    return is_circle() ? separation <= major : squared_norm(separation, direction) <= 1.0;
  }

  Angle major; ///< semi-axes; minor <= major
  Angle minor;
  Angle position_angle; ///< of the major axis, north through east
};

[[nodiscard]] inline SkyEllipse operator*(double factor, const SkyEllipse& ellipse) {
  return {factor * ellipse.major, factor * ellipse.minor, ellipse.position_angle};
}
[[nodiscard]] inline SkyEllipse operator/(const SkyEllipse& ellipse, double divisor) {
  return {ellipse.major / divisor, ellipse.minor / divisor, ellipse.position_angle};
}

/// An error and a circular one together: the semi-axes in quadrature, as covariances add.
[[nodiscard]] inline SkyEllipse hypot(const SkyEllipse& ellipse, Angle circular) {
  return {hypot(ellipse.major, circular), hypot(ellipse.minor, circular), ellipse.position_angle};
}

} // namespace counterpoint

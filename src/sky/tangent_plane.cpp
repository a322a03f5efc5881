#include "counterpoint/sky/tangent_plane.hpp"

#include "counterpoint/core/check.hpp"

#include <cmath>

namespace counterpoint {

namespace {

double dot(const UnitVector& a, const UnitVector& b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

// A point on the unit sphere, and the meridian through it.
struct Meridian {
  double sin_ra = 0.0;
  double cos_ra = 1.0;
  double sin_dec = 0.0;
  double cos_dec = 1.0;

  [[nodiscard]] UnitVector east() const { return {-sin_ra, cos_ra, 0.0}; }
  [[nodiscard]] UnitVector north() const { return {-sin_dec * cos_ra, -sin_dec * sin_ra, cos_dec}; }
};

Meridian meridian_of(const SkyPosition& position) {
  return {sin(position.ra()), cos(position.ra()), sin(position.dec()), cos(position.dec())};
}

} // namespace

TangentPlane::TangentPlane(const SkyPosition& center)
    : at_{unit_vector(center)}, east_{meridian_of(center).east()},
      north_{meridian_of(center).north()} {}

SkyOffset TangentPlane::project(const SkyPosition& position) const {
  const UnitVector point = unit_vector(position);
  const double along = dot(point, at_);
  check(along > 0.0, "a position 90 deg or more from the centre of a tangent plane");
  return {Angle::from_radians(dot(point, east_) / along),
          Angle::from_radians(dot(point, north_) / along)};
}

SkyPosition TangentPlane::deproject(const SkyOffset& place) const {
  const double xi = place.east.radians();
  const double eta = place.north.radians();
  const double x = at_.x + xi * east_.x + eta * north_.x;
  const double y = at_.y + xi * east_.y + eta * north_.y;
  const double z = at_.z + xi * east_.z + eta * north_.z;
  return {Angle::from_radians(std::atan2(y, x)),
          Angle::from_radians(std::atan2(z, std::hypot(x, y)))};
}

} // namespace counterpoint

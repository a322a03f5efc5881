#pragma once

#include "counterpoint/sky/offset.hpp"
#include "counterpoint/sky/position.hpp"

namespace counterpoint {

/// The plane that touches the sphere at one point, with gnomonic projection. At a pole, east and
/// north are those on the meridian of the centre's right ascension, close to the pole.
/// \source Calabretta & Greisen 2002, A&A 395, 1077, section 5.1.3
class TangentPlane {
public:
  explicit TangentPlane(const SkyPosition& center);
  /// The same without trigonometric functions. At a pole, the meridian is that of right ascension
  /// 0.
  explicit TangentPlane(const UnitVector& center);

  /// Place of a position less than 90 deg from the centre. \throws InternalError beyond
  [[nodiscard]] SkyOffset project(const SkyPosition& position) const;
  /// Inverse of project().
  [[nodiscard]] SkyPosition deproject(const SkyOffset& place) const;

  /// East and north of the chord from the centre to a point close by: exact to rounding in
  /// direction, and shorter than the separation by a part of its square.
  [[nodiscard]] SkyOffset chord_to(const UnitVector& point) const;

  /// The angle by which the meridians of two planes close together are turned against each other:
  /// an offset in `other`, turned by it from east to north, is that offset here.
  [[nodiscard]] Angle convergence(const TangentPlane& other) const;

  [[nodiscard]] SkyPosition center() const { return deproject({}); }
  [[nodiscard]] const UnitVector& at() const { return at_; } ///< the centre

private:
  UnitVector at_;
  UnitVector east_;
  UnitVector north_;
};

} // namespace counterpoint

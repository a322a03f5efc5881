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

  /// Place of a position less than 90 deg from the centre. \throws InternalError beyond
  [[nodiscard]] SkyOffset project(const SkyPosition& position) const;
  /// Inverse of project().
  [[nodiscard]] SkyPosition deproject(const SkyOffset& place) const;

  [[nodiscard]] SkyPosition center() const { return deproject({}); }

private:
  UnitVector at_;
  UnitVector east_;
  UnitVector north_;
};

} // namespace counterpoint

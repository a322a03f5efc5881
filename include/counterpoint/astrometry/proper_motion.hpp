#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/sky/position.hpp"

namespace counterpoint {

/// Proper motion as catalogues give it, per year; components and errors may be NaN.
struct ProperMotion {
  Angle east; ///< mu_alpha cos(delta)
  Angle north;
  Angle east_error; ///< one-dimensional standard deviations
  Angle north_error;
};

/// Where a source is at another epoch, and how well that is known.
struct MovedPosition {
  SkyPosition position;
  Angle sigma; ///< one-dimensional standard deviation
  bool has_moved = false;
};

/// Brings a position to another epoch: uniform motion along a straight line, without parallax and
/// radial velocity; sigma^2 grows by the mean square of (error * years) east and north.
/// \param sigma  one-dimensional standard deviation of the position
/// \param years  from the epoch of the position to the other; NaN leaves all as it is
/// \param dispersion  per year: the error of a motion without one, and of a missing motion; the
///   position of a source without motion does not change
/// \source ESA 1997, The Hipparcos and Tycho Catalogues, vol. 1, section 1.5.5
[[nodiscard]] MovedPosition moved(const SkyPosition& position, Angle sigma,
                                  const ProperMotion& motion, double years, Angle dispersion);

} // namespace counterpoint

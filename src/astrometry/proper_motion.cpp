#include "counterpoint/astrometry/proper_motion.hpp"

#include "counterpoint/sky/tangent_plane.hpp"

#include <cmath>
#include <numbers>

namespace counterpoint {

MovedPosition moved(const SkyPosition& position, Angle sigma, const ProperMotion& motion,
                    double years, Angle dispersion) {
  if (!std::isfinite(years) || years == 0.0) return {position, sigma, false};
  const bool is_known = motion.east.is_finite() && motion.north.is_finite();
  const bool has_errors =
      is_known && motion.east_error.is_finite() && motion.north_error.is_finite();
  const Angle error_per_year =
      has_errors ? hypot(motion.east_error, motion.north_error) / std::numbers::sqrt2 : dispersion;
  const Angle grown = hypot(sigma, error_per_year * years);
  if (!is_known) return {position, grown, false};
  return {TangentPlane{position}.deproject({motion.east * years, motion.north * years}), grown,
          true};
}

} // namespace counterpoint

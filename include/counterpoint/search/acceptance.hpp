#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/sky/ellipse.hpp"
#include "counterpoint/sources/error_level.hpp"

#include <vector>

namespace counterpoint {

/// What the acceptance ellipses of all neighbours of one X-ray source have in common.
struct AcceptanceShape {
  /// Squared semi-major less squared semi-minor axis, in which infrared errors cancel; 0 for
  /// circles.
  double axis_difference2_arcsec2 = 0.0;
  Angle position_angle; ///< of the major axis, at the X-ray source

  [[nodiscard]] bool is_circle() const { return axis_difference2_arcsec2 == 0.0; }
  /// Squared semi-minor axis where the semi-major axis is `major_arcsec`.
  [[nodiscard]] double squared_minor_arcsec2(double major_arcsec) const {
    return major_arcsec * major_arcsec - axis_difference2_arcsec2;
  }
};

/// Which pairs are candidates (docs/method.md, section 2): separation <= factor * hypot(error_x,
/// weight * error_i), errors as quoted, edge included; where error_x is an ellipse, the offset lies
/// in the ellipse whose semi-axes are made so.
struct Acceptance {
  double radius_factor = 1.0;
  /// Brings infrared errors to the level of X-ray errors, where the radius is to hold a fraction of
  /// the counterparts; 1 where the figures are taken as they are quoted.
  double infrared_weight = 1.0;
  ErrorLevel infrared_level{}; ///< what the infrared errors mean

  [[nodiscard]] Angle radius(Angle xray_error, Angle infrared_error) const {
    return radius_factor * hypot(xray_error, infrared_weight * infrared_error);
  }
  [[nodiscard]] SkyEllipse region(const SkyEllipse& xray_error, Angle infrared_error) const {
    return radius_factor * hypot(xray_error, infrared_weight * infrared_error);
  }
  [[nodiscard]] AcceptanceShape shape(const SkyEllipse& xray_error) const;
};

/// The keys of Acceptance.
[[nodiscard]] std::vector<SettingKey> acceptance_keys();

/// From match.radius-factor, or from match.completeness and what the errors of the catalogues mean.
/// \throws InputError naming the key whose value makes no sense; if both are given
[[nodiscard]] Acceptance acceptance_of(const Settings& settings, const ErrorLevel& xray_level,
                                       const ErrorLevel& infrared_level);

} // namespace counterpoint

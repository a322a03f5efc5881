#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/sky/ellipse.hpp"

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
/// error_i), errors as quoted, edge included; where error_x is an ellipse, the offset lies in the
/// ellipse whose semi-axes are made so.
struct Acceptance {
  double radius_factor = 1.0;

  [[nodiscard]] Angle radius(Angle xray_error, Angle infrared_error) const {
    return radius_factor * hypot(xray_error, infrared_error);
  }
  [[nodiscard]] SkyEllipse region(const SkyEllipse& xray_error, Angle infrared_error) const {
    return radius_factor * hypot(xray_error, infrared_error);
  }
  [[nodiscard]] AcceptanceShape shape(const SkyEllipse& xray_error) const;
};

/// The keys of Acceptance.
[[nodiscard]] std::vector<SettingKey> acceptance_keys();

/// \throws InputError naming the key whose value makes no sense
[[nodiscard]] Acceptance acceptance_of(const Settings& settings);

} // namespace counterpoint

#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/sky/ellipse.hpp"

#include <string>

namespace counterpoint {

/// What a quoted positional error means: a one-dimensional Gaussian sigma, or the radius that holds
/// a stated fraction of a circular two-dimensional Gaussian; of an elliptical one, the ellipse that
/// does.
class ErrorLevel {
public:
  /// The quoted figure is sigma itself.
  ErrorLevel() = default;

  /// \param text  "sigma", or a fraction such as "0.63", "0.6827", "0.90", "0.95"
  /// \throws InputError naming `key`, and what may be said, for anything else and for ""
  [[nodiscard]] static ErrorLevel parse(const std::string& text, const std::string& key);

  /// The quoted figure is the radius that holds `fraction`, between 0 and 1.
  [[nodiscard]] static ErrorLevel holding(double fraction);

  /// r_p / sigma = sqrt(-2 ln(1 - p)), of the Rayleigh distribution.
  /// \source docs/method.md, section 1
  [[nodiscard]] double radius_per_sigma() const { return radius_per_sigma_; }
  [[nodiscard]] Angle sigma(Angle quoted) const { return quoted / radius_per_sigma_; }
  /// The same factor holds for both semi-axes: chi-square with two degrees of freedom.
  [[nodiscard]] SkyEllipse sigma(const SkyEllipse& quoted) const {
    return quoted / radius_per_sigma_;
  }

private:
  double radius_per_sigma_ = 1.0;
};

} // namespace counterpoint

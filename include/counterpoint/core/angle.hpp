#pragma once

#include <cmath>
#include <compare>
#include <limits>
#include <numbers>

namespace counterpoint {

/// An angle on the sky. The unit is asked for at each end: `Angle::from_arcsec(0.1).degrees()`.
/// Stored in degrees, as catalogues are, so that a position written is the position that was read.
class Angle {
public:
  constexpr Angle() = default;
  [[nodiscard]] static constexpr Angle from_degrees(double value) { return Angle{value}; }
  [[nodiscard]] static constexpr Angle from_arcmin(double value) { return Angle{value / 60.0}; }
  [[nodiscard]] static constexpr Angle from_arcsec(double value) { return Angle{value / 3600.0}; }
  [[nodiscard]] static constexpr Angle from_radians(double value) {
    return Angle{value * (180.0 / std::numbers::pi)};
  }
  /// A missing angle: is_finite() is false, and no comparison holds.
  [[nodiscard]] static constexpr Angle nan() {
    return Angle{std::numeric_limits<double>::quiet_NaN()};
  }

  [[nodiscard]] constexpr double degrees() const { return degrees_; }
  [[nodiscard]] constexpr double arcmin() const { return degrees_ * 60.0; }
  [[nodiscard]] constexpr double arcsec() const { return degrees_ * 3600.0; }
  [[nodiscard]] constexpr double radians() const { return degrees_ * (std::numbers::pi / 180.0); }

  [[nodiscard]] bool is_finite() const { return std::isfinite(degrees_); }

  constexpr auto operator<=>(const Angle&) const = default;
  constexpr Angle operator-() const { return Angle{-degrees_}; }
  constexpr Angle operator+(Angle other) const { return Angle{degrees_ + other.degrees_}; }
  constexpr Angle operator-(Angle other) const { return Angle{degrees_ - other.degrees_}; }
  constexpr Angle operator*(double factor) const { return Angle{degrees_ * factor}; }
  constexpr Angle operator/(double divisor) const { return Angle{degrees_ / divisor}; }
  constexpr double operator/(Angle other) const { return degrees_ / other.degrees_; }

private:
  explicit constexpr Angle(double degrees) : degrees_{degrees} {}
  double degrees_ = 0.0;
};

constexpr Angle operator*(double factor, Angle angle) {
  return angle * factor;
}

[[nodiscard]] inline double sin(Angle angle) {
  return std::sin(angle.radians());
}
[[nodiscard]] inline double cos(Angle angle) {
  return std::cos(angle.radians());
}
[[nodiscard]] inline Angle hypot(Angle a, Angle b) {
  // No error is so small or large that its square would leave the range of a double.
  return Angle::from_degrees(std::sqrt(a.degrees() * a.degrees() + b.degrees() * b.degrees()));
}

} // namespace counterpoint

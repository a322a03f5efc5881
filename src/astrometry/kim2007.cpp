#include "counterpoint/astrometry/kim2007.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace counterpoint {

namespace {

constexpr double largest_log_counts = 3.3;

// log10(radius / arcsec) = a theta / arcmin + b log10(counts) + c, on either side of a break.
struct Line {
  double theta;
  double log_counts;
  double constant;
};
struct BrokenPlane {
  double log_counts_of_break;
  Line below;
  Line above;
};
constexpr BrokenPlane radius_68{2.1227, {0.1137, -0.4600, -0.2398}, {0.1031, -0.1945, -0.8034}};
constexpr BrokenPlane radius_95{2.1393, {0.1145, -0.4958, 0.1932}, {0.0968, -0.2064, -0.4260}};

Angle evaluate(const BrokenPlane& plane, Angle off_axis, double counts) {
  const double log_counts = std::log10(counts);
  const Line& line = log_counts <= plane.log_counts_of_break ? plane.below : plane.above;
  return Angle::from_arcsec(std::pow(10.0, line.theta * off_axis.arcmin() +
                                               line.log_counts * log_counts + line.constant));
}

// Radius of a circular Gaussian that holds `fraction`, over its one-dimensional sigma.
double radius_per_sigma(double fraction) {
  return std::sqrt(-2.0 * std::log1p(-fraction));
}

bool is_known(Angle off_axis) {
  return off_axis.is_finite() && off_axis >= Angle{};
}

} // namespace

std::string_view name(UncertaintyOrigin origin) {
  constexpr std::array<std::string_view, n_uncertainty_origins> names{"kim2007", "quoted",
                                                                      "clamped", "zero", "unknown"};
  return names[static_cast<std::size_t>(origin)];
}

Angle kim2007_radius_68(Angle off_axis, double counts) {
  return evaluate(radius_68, off_axis, counts);
}

Angle kim2007_radius_95(Angle off_axis, double counts) {
  return evaluate(radius_95, off_axis, counts);
}

bool kim2007_holds(Angle off_axis, double counts) {
  return is_known(off_axis) && counts > 1.0 && std::log10(counts) <= largest_log_counts;
}

PositionalUncertainty quoted_uncertainty(Angle quoted_sigma) {
  if (!quoted_sigma.is_finite() || quoted_sigma <= Angle{}) {
    return {Angle::nan(), Angle::nan(), UncertaintyOrigin::unknown};
  }
  return {radius_per_sigma(0.68) * quoted_sigma, radius_per_sigma(0.95) * quoted_sigma,
          UncertaintyOrigin::quoted};
}

PositionalUncertainty positional_uncertainty(Angle off_axis, double counts, Angle quoted_sigma,
                                             OutOfRange rule) {
  if (kim2007_holds(off_axis, counts)) {
    return {kim2007_radius_68(off_axis, counts), kim2007_radius_95(off_axis, counts),
            UncertaintyOrigin::kim2007};
  }
  if (rule == OutOfRange::zero) return {Angle{}, Angle{}, UncertaintyOrigin::zero};
  const PositionalUncertainty quoted = quoted_uncertainty(quoted_sigma);
  const bool can_clamp = is_known(off_axis) && !std::isnan(counts);
  if (quoted.origin == UncertaintyOrigin::quoted || !can_clamp) return quoted;
  const double nearest = std::clamp(counts, 1.0, std::pow(10.0, largest_log_counts));
  return {kim2007_radius_68(off_axis, nearest), kim2007_radius_95(off_axis, nearest),
          UncertaintyOrigin::clamped};
}

TotalUncertainty total_uncertainty(const PositionalUncertainty& uncertainty, Angle frame_error) {
  return {hypot(uncertainty.radius_68, frame_error),
          hypot(uncertainty.radius_95, 2.0 * frame_error)};
}

} // namespace counterpoint

#include "mock/xray_properties.hpp"

#include "counterpoint/core/random.hpp"
#include "mock/streams.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint::mock {

namespace {

constexpr double not_observed = std::numeric_limits<double>::quiet_NaN();

double rounded(double value, double unit) {
  return std::round(value / unit) * unit;
}

// Kim et al. 2007, eq. 12: log10 of the 95 % radius in arcsec; theta in arcmin.
double kim_log_radius(double theta, double log_counts) {
  if (log_counts <= 2.1393) return 0.1145 * theta - 0.4958 * log_counts + 0.1932;
  return 0.0968 * theta - 0.2064 * log_counts - 0.4260;
}

// Hardness ratios outside the window of foreground sources: exactly -1 for the softest sources,
// exactly 1 for the hardest, and between for the others.
double hardness_outside_window(double u) {
  if (u < 0.05) return -1.0;
  if (u > 0.80) return 1.0;
  return rounded(-0.175 + 1.174 * (u - 0.05) / 0.75, 0.001);
}

} // namespace

Angle draw_xray_error(std::uint64_t seed, std::uint64_t row, bool wide_field) {
  const auto [u_theta, u_counts] = random_uniforms({seed, row, xray_error, 0});
  const auto [u_survey, u_radius] = random_uniforms({seed, row, xray_error, 1});
  if (wide_field && u_survey < 0.3) {
    return Angle::from_arcsec(rounded(std::clamp(4.0 * std::pow(u_radius, -0.3), 3.0, 12.0), 0.01));
  }
  const double theta = 8.5 * std::sqrt(u_theta);              // uniform over the field of view
  const double log_counts = 1.1 - std::log10(u_counts) / 0.9; // N(>C) as C^-0.9
  const double radius = std::pow(10.0, kim_log_radius(theta, std::min(log_counts, 3.3)));
  return Angle::from_arcsec(rounded(std::clamp(radius, 0.3, 5.0), 0.01));
}

std::array<double, 3> draw_hardness_ratios(std::uint64_t seed, std::uint64_t row) {
  const auto [u, v] = random_uniforms({seed, row, xray_hardness, 0});
  const auto [other_1, other_2] = random_uniforms({seed, row, xray_hardness_other, 0});
  double hr0 = not_observed;
  if (u < 0.0808) {
    hr0 = rounded(-0.999 + 0.823 * v, 0.001);
  } else if (u > 0.4808) {
    hr0 = hardness_outside_window(v);
  }
  const auto any = [](double w) {
    return w < 0.25 ? not_observed : rounded(-1.0 + 2.0 * w, 0.001);
  };
  return {hr0, any(other_1), any(other_2)};
}

int draw_n_observations(std::uint64_t seed, std::uint64_t row) {
  return 1 + static_cast<int>(40.0 * random_uniforms({seed, row, xray_exposure, 0})[0]);
}

} // namespace counterpoint::mock

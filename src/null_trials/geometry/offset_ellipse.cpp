#include "counterpoint/null_trials/offset_ellipse.hpp"

#include <boost/math/tools/toms748_solve.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace counterpoint {

namespace {

using std::numbers::pi;

// The root of `function` between low and high, where it has the values at_low and at_high of
// opposite sign (Alefeld, Potra & Shi 1995, ACM TOMS 21, 327).
template <class Function>
double root_between(double low, double high, double at_low, double at_high, Function&& function) {
  std::uintmax_t most_steps = 100;
  constexpr int bits = 51;
  const auto bracket = boost::math::tools::toms748_solve(
      function, low, high, at_low, at_high, boost::math::tools::eps_tolerance<double>{bits},
      most_steps);
  return 0.5 * (bracket.first + bracket.second);
}

// The angles in [0, 2 pi) as ends of the arcs that they cut a full turn into.
std::vector<double> cut_turn(std::vector<double> angles) {
  for (double& angle : angles)
    angle -= 2.0 * pi * std::floor(angle / (2.0 * pi));
  angles.insert(angles.end(), {0.0, 2.0 * pi});
  std::sort(angles.begin(), angles.end());
  return angles;
}

// Is `function`, which has one sign between the two, negative there? One point would not do: it may
// be the one where two curves touch.
template <class Function>
bool is_negative_between(double from, double to, Function&& function) {
  double sum = 0.0;
  for (const double part : {0.25, 0.5, 0.75})
    sum += function(from + part * (to - from));
  return sum <= 0.0;
}

} // namespace

OffsetEllipse::OffsetEllipse(double along_arcsec, double across_arcsec, double major_arcsec,
                             double minor_arcsec)
    : a_{major_arcsec}, b_{minor_arcsec} {
  // By symmetry the centre may lie in the first quadrant. On an axis two extrema would merge with
  // the ends of their brackets; beside it by a rounding error they do not, and no area changes.
  const double beside = 1e-13 * major_arcsec;
  x_ = std::max(std::abs(along_arcsec), beside);
  y_ = std::max(std::abs(across_arcsec), beside);
}

OffsetEllipse::Point OffsetEllipse::at(double t) const {
  return {x_ + a_ * std::cos(t), y_ + b_ * std::sin(t)};
}

double OffsetEllipse::squared_distance(double t) const {
  const Point point = at(t);
  return point.x * point.x + point.y * point.y;
}

std::vector<double> OffsetEllipse::extrema() const {
  const double by = b_ * y_;
  const double ax = a_ * x_;
  const double c2 = (a_ - b_) * (a_ + b_);
  // Half the derivative of the squared distance. It is by at 0, -ax at pi/2, -by at pi, ax at 3
  // pi/2 and positive from there to 2 pi.
  const auto slope = [&](double t) {
    return by * std::cos(t) - ax * std::sin(t) - c2 * std::sin(t) * std::cos(t);
  };
  std::vector<double> found{root_between(0.0, 0.5 * pi, by, -ax, slope)};
  // In the second quadrant slope / |sin t cos t| is largest where tan^3(pi - t) = by / ax; it is
  // positive there if the origin lies inside the evolute, and then there are two more extrema.
  const double top = pi - std::atan(std::cbrt(by / ax));
  if (const double slope_at_top = slope(top); slope_at_top > 0.0) {
    found.push_back(root_between(0.5 * pi, top, -ax, slope_at_top, slope));
    found.push_back(root_between(top, pi, slope_at_top, -by, slope));
  }
  found.push_back(root_between(pi, 1.5 * pi, -by, ax, slope));
  return found;
}

std::vector<double> OffsetEllipse::crossings(double radius) const {
  std::vector<double> found;
  if (std::abs(std::hypot(x_, y_) - radius) >= a_) return found;
  std::vector<double> ends = extrema();
  ends.push_back(ends.front() + 2.0 * pi);
  const auto excess = [&](double t) { return squared_distance(t) - radius * radius; };
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    const double before = excess(ends[i]);
    const double after = excess(ends[i + 1]);
    if ((before < 0.0) != (after < 0.0))
      found.push_back(root_between(ends[i], ends[i + 1], before, after, excess));
  }
  return found;
}

double OffsetEllipse::arcs_inside(double radius, const std::vector<double>& crossings) const {
  std::vector<double> angles;
  for (const double t : crossings) {
    const Point point = at(t);
    angles.push_back(std::atan2(point.y, point.x));
  }
  const std::vector<double> ends = cut_turn(std::move(angles));
  const auto excess = [&](double angle) {
    const double along = (radius * std::cos(angle) - x_) / a_;
    const double across = (radius * std::sin(angle) - y_) / b_;
    return along * along + across * across - 1.0;
  };
  double inside = 0.0;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    if (is_negative_between(ends[i], ends[i + 1], excess)) inside += ends[i + 1] - ends[i];
  }
  return inside;
}

double OffsetEllipse::fraction_of_circle(double radius_arcsec) const {
  return arcs_inside(radius_arcsec, crossings(radius_arcsec)) / (2.0 * pi);
}

double OffsetEllipse::overlap_area_arcsec2(double radius_arcsec) const {
  const std::vector<double> crossed = crossings(radius_arcsec);
  const double radius2 = radius_arcsec * radius_arcsec;
  double doubled = radius2 * arcs_inside(radius_arcsec, crossed);
  const std::vector<double> ends = cut_turn(crossed);
  const auto excess = [&](double t) { return squared_distance(t) - radius2; };
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    const double from = ends[i];
    const double to = ends[i + 1];
    if (!is_negative_between(from, to, excess)) continue;
    doubled += a_ * b_ * (to - from) + x_ * b_ * (std::sin(to) - std::sin(from)) -
               y_ * a_ * (std::cos(to) - std::cos(from));
  }
  return 0.5 * doubled;
}

} // namespace counterpoint

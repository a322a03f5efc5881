#pragma once

#include "null_trials/geometry/series.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace counterpoint::circles {

// The formulas of overlap.hpp without branches, in operations that processors have for vectors:
// the result is the same for one pair of circles and for many.

// Between the x axis and the direction to (x, y), for y >= 0; pi at the origin.
[[gnu::always_inline]] inline double angle_from_axis(double x, double y) {
  constexpr double tangent_of_eighth_turn = 0.4142135623730950488; // of pi / 8
  const double flat = std::abs(x);
  const double smaller = std::min(flat, y);
  const double larger = std::max(flat, y);
  // Beyond pi / 8 the angle to the diagonal: the series is for small ones.
  const bool is_steep = smaller > tangent_of_eighth_turn * larger;
  const double above = is_steep ? smaller - larger : smaller;
  const double below = is_steep ? smaller + larger : larger;
  const double t = above / std::max(below, std::numeric_limits<double>::min());
  const double z = t * t;
  const double arc =
      (is_steep ? std::numbers::pi / 4.0 : 0.0) + (t - t * z * series::arctangent(z));
  const double in_quadrant = y > flat ? std::numbers::pi / 2.0 - arc : arc;
  return x > 0.0 ? in_quadrant : std::numbers::pi - in_quadrant;
}

// Where two circles cross, the root of Heron's formula: sin of the half-angle that the chord of
// both subtends at the centre of either, times twice the distance and its radius. 0 where they do
// not cross; the angles are then those of no chord or of a whole circle.
[[gnu::always_inline]] inline double heron_root(double distance, double a, double b) {
  const double square =
      ((a + b) - distance) * ((a + b) + distance) * ((distance + a) - b) * ((distance - a) + b);
  return std::sqrt(std::max(square, 0.0));
}

// At the centre of a, between the directions to the centre of b and to where the circles cross.
[[gnu::always_inline]] inline double half_angle(double distance, double a, double b, double root) {
  return angle_from_axis(distance * distance + (a - b) * (a + b), root);
}

[[gnu::always_inline]] inline double overlap_area(double distance, double a, double b) {
  const double root = heron_root(distance, a, b);
  // The two sectors without the kite of centres and crossings.
  const double lens = a * a * half_angle(distance, a, b, root) +
                      b * b * half_angle(distance, b, a, root) - 0.5 * root;
  const double smaller = std::min(a, b);
  // Rounding may lead below nothing, where the one circle is huge and the other tiny.
  return std::max(0.0, std::min(lens, std::numbers::pi * (smaller * smaller)));
}

// Of the circle of radius `shift`.
[[gnu::always_inline]] inline double fraction_within(double distance, double radius, double shift) {
  const double root = heron_root(distance, radius, shift);
  return half_angle(distance, shift, radius, root) / std::numbers::pi;
}

} // namespace counterpoint::circles

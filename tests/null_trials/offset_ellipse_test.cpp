#include "counterpoint/core/random.hpp"
#include "counterpoint/null_trials/offset_ellipse.hpp"
#include "counterpoint/null_trials/overlap.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace counterpoint {
namespace {

constexpr double pi = std::numbers::pi;

struct Shape {
  double x;
  double y;
  double a;
  double b;
};

OffsetEllipse ellipse_of(const Shape& shape) {
  return {shape.x, shape.y, shape.a, shape.b};
}

// Slow reference: chords across the major axis, those of the ellipse and of the disc.
double area_by_chords(const Shape& shape, double radius) {
  constexpr int n = 200000;
  double sum = 0.0;
  for (int i = 0; i < n; ++i) {
    const double s = pi * ((i + 0.5) / n - 0.5);
    const double x = shape.x + shape.a * std::sin(s);
    const double half = shape.b * std::cos(s);
    const double disc = std::sqrt(std::max(0.0, radius * radius - x * x));
    const double length = std::min(shape.y + half, disc) - std::max(shape.y - half, -disc);
    sum += std::max(0.0, length) * shape.a * std::cos(s);
  }
  return sum * pi / n;
}

// Slow reference: points of the circle that lie in the ellipse.
double fraction_by_counting(const Shape& shape, double radius) {
  constexpr int n = 200000;
  int inside = 0;
  for (int i = 0; i < n; ++i) {
    const double angle = 2.0 * pi * (i + 0.5) / n;
    const double u = (radius * std::cos(angle) - shape.x) / shape.a;
    const double v = (radius * std::sin(angle) - shape.y) / shape.b;
    inside += u * u + v * v <= 1.0 ? 1 : 0;
  }
  return static_cast<double>(inside) / n;
}

void expect_equal_references(const Shape& shape, double radius) {
  const OffsetEllipse ellipse = ellipse_of(shape);
  const double smaller = std::min(pi * shape.a * shape.b, pi * radius * radius);
  EXPECT_NEAR(ellipse.overlap_area_arcsec2(radius), area_by_chords(shape, radius), 1e-6 * smaller)
      << shape.x << ' ' << shape.y << ' ' << shape.a << ' ' << shape.b << ' ' << radius;
  EXPECT_NEAR(ellipse.fraction_of_circle(radius), fraction_by_counting(shape, radius), 5e-5)
      << shape.x << ' ' << shape.y << ' ' << shape.a << ' ' << shape.b << ' ' << radius;
}

TEST(OffsetEllipse, overlap_equals_slow_references_anywhere) {
  for (std::uint64_t i = 0; i < 60; ++i) {
    const auto [u, v] = random_uniforms({.seed = 71, .id = i});
    const auto [a, b] = random_uniforms({.seed = 72, .id = i});
    const double radius = 0.1 + 3.0 * random_uniforms({.seed = 73, .id = i})[0];
    const double major = 0.2 + 2.0 * a;
    expect_equal_references({4.0 * u - 2.0, 4.0 * v - 2.0, major, major * (0.02 + 0.97 * b)},
                            radius);
  }
}

// Centres on an axis or at the origin, where extrema of the distance merge; four crossings.
TEST(OffsetEllipse, overlap_equals_slow_references_on_the_axes) {
  for (const double offset : {0.0, 0.3, 0.95, 1.5, 2.0}) {
    for (const double radius : {0.5, 0.7, 1.0, 1.3, 2.5}) {
      expect_equal_references({offset, 0.0, 1.0, 0.6}, radius);
      expect_equal_references({0.0, -offset, 1.0, 0.6}, radius);
      expect_equal_references({-offset, 0.01 * offset, 1.0, 0.1}, radius);
    }
  }
}

TEST(OffsetEllipse, closed_forms) {
  const OffsetEllipse concentric{0.0, 0.0, 2.0, 0.5};
  // The quarter between the axes: the circle and the ellipse cross where x^2 / 4 + 4 y^2 = 1.
  const double y = 1.0 / std::sqrt(5.0);
  const double x = 2.0 / std::sqrt(5.0);
  const double quarter =
      0.5 * std::atan2(y, x) + 0.5 * 2.0 * 0.5 * (pi / 2.0 - std::atan2(2.0 * y, x / 2.0));
  EXPECT_NEAR(concentric.overlap_area_arcsec2(1.0), 4.0 * quarter, 1e-12);
  EXPECT_NEAR(concentric.fraction_of_circle(1.0), 4.0 * std::atan2(y, x) / (2.0 * pi), 1e-12);

  const OffsetEllipse apart{5.0, 3.0, 2.0, 1.0};
  EXPECT_EQ(apart.overlap_area_arcsec2(3.0), 0.0);
  EXPECT_EQ(apart.fraction_of_circle(3.0), 0.0);
  EXPECT_NEAR(apart.overlap_area_arcsec2(9.0), 2.0 * pi, 1e-12);
  const OffsetEllipse around{0.5, 0.2, 5.0, 4.0};
  EXPECT_NEAR(around.overlap_area_arcsec2(1.0), pi, 1e-12);
  EXPECT_EQ(around.fraction_of_circle(1.0), 1.0);
  EXPECT_EQ(around.fraction_of_circle(0.0), 1.0);
  EXPECT_EQ(apart.fraction_of_circle(0.0), 0.0);
}

// All but round: the same as the lens of two discs.
TEST(OffsetEllipse, tends_to_a_disc) {
  for (const double distance : {0.0, 0.4, 1.0, 2.9, 3.1, 4.0}) {
    const OffsetEllipse ellipse{0.6 * distance, 0.8 * distance, 1.0, 1.0 - 1e-12};
    EXPECT_NEAR(ellipse.overlap_area_arcsec2(3.0), overlap_area_arcsec2(distance, 1.0, 3.0), 1e-10);
    EXPECT_NEAR(ellipse.overlap_area_arcsec2(0.2), overlap_area_arcsec2(distance, 1.0, 0.2), 1e-10);
  }
}

TEST(MatchChance, of_an_ellipse_in_each_zone) {
  const Shape shape{2.5, 1.0, 1.5, 0.4};
  const auto zone = [](double inner, double outer) {
    return ShiftZone{Angle::from_arcsec(inner), Angle::from_arcsec(outer)};
  };
  EXPECT_NEAR(match_chance(ellipse_of(shape), zone(0.0, 3.0)),
              area_by_chords(shape, 3.0) / (9.0 * pi), 1e-7);
  EXPECT_NEAR(match_chance(ellipse_of(shape), zone(2.0, 3.0)),
              (area_by_chords(shape, 3.0) - area_by_chords(shape, 2.0)) / (5.0 * pi), 1e-7);
  EXPECT_NEAR(match_chance(ellipse_of(shape), zone(3.0, 3.0)), fraction_by_counting(shape, 3.0),
              5e-5);
  // A thin annulus is all but a circle.
  EXPECT_NEAR(match_chance(ellipse_of(shape), zone(2.9999, 3.0001)),
              match_chance(ellipse_of(shape), zone(3.0, 3.0)), 1e-6);
  EXPECT_EQ(match_chance(ellipse_of(shape), ShiftZone{}), 0.0);
  EXPECT_EQ(match_chance(ellipse_of({0.1, 0.1, 1.5, 0.4}), ShiftZone{}), 1.0);
}

} // namespace
} // namespace counterpoint

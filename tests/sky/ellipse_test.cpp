#include "counterpoint/sky/ellipse.hpp"

#include <gtest/gtest.h>

namespace counterpoint {
namespace {

Angle arcsec(double value) {
  return Angle::from_arcsec(value);
}
Angle degrees(double value) {
  return Angle::from_degrees(value);
}

TEST(SkyEllipse, holds_its_edge) {
  const SkyEllipse ellipse{arcsec(3.0), arcsec(1.0), degrees(30.0)};
  EXPECT_FALSE(ellipse.is_circle());
  EXPECT_TRUE(ellipse.contains(arcsec(3.0), degrees(30.0)));
  EXPECT_FALSE(ellipse.contains(arcsec(3.0001), degrees(30.0)));
  EXPECT_TRUE(ellipse.contains(arcsec(2.9999), degrees(210.0)));
  EXPECT_TRUE(ellipse.contains(arcsec(0.9999), degrees(120.0)));
  EXPECT_FALSE(ellipse.contains(arcsec(1.0001), degrees(-60.0)));
  EXPECT_TRUE(ellipse.contains(Angle{}, degrees(77.0)));
  // 45 deg off the axis: 1 / r^2 = (1 / 9 + 1) / 2.
  EXPECT_NEAR(ellipse.squared_norm(arcsec(1.0), degrees(75.0)), 5.0 / 9.0, 1e-14);
}

TEST(SkyEllipse, of_equal_axes_is_a_circle) {
  const SkyEllipse circle = arcsec(2.0);
  EXPECT_TRUE(circle.is_circle());
  for (const double direction_deg : {0.0, 33.0, 90.0, 301.0}) {
    EXPECT_TRUE(circle.contains(arcsec(2.0), degrees(direction_deg)));
    EXPECT_FALSE(circle.contains(arcsec(2.0) * (1.0 + 1e-15), degrees(direction_deg)));
  }
  const Angle unknown = Angle::nan();
  EXPECT_TRUE(SkyEllipse{unknown}.is_circle());
  EXPECT_TRUE((SkyEllipse{arcsec(1.0), unknown, Angle{}}.is_circle()));
}

TEST(SkyEllipse, adds_a_circular_error_to_both_axes) {
  const SkyEllipse sum =
      hypot(2.0 * SkyEllipse{arcsec(2.0), arcsec(1.5), degrees(10.0)}, arcsec(3.0));
  EXPECT_NEAR(sum.major.arcsec(), 5.0, 1e-14);
  EXPECT_NEAR(sum.minor.arcsec(), std::sqrt(18.0), 1e-14);
  EXPECT_EQ(sum.position_angle, degrees(10.0));
  EXPECT_TRUE(hypot(SkyEllipse{arcsec(0.3)}, arcsec(0.4)).is_circle());
}

} // namespace
} // namespace counterpoint

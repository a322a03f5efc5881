#include "counterpoint/sky/tangent_plane.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace counterpoint {
namespace {

TEST(SkyOffset, has_a_length_and_a_position_angle) {
  const SkyOffset offset{Angle::from_arcsec(-3.0), Angle::from_arcsec(4.0)};
  EXPECT_NEAR(offset.length().arcsec(), 5.0, 1e-12);
  EXPECT_NEAR(offset.position_angle().degrees(), -36.86989764584402, 1e-12);
  EXPECT_NEAR((-offset).position_angle().degrees(), 143.13010235415598, 1e-12);
}

TEST(SkyOffset, by_turned_axes_is_turned_the_other_way) {
  const SkyOffset offset{Angle::from_arcsec(3.0), Angle::from_arcsec(4.0)};
  const Angle turn = Angle::from_degrees(25.0);
  const SkyOffset turned = offset.in_axes_turned_by(turn);
  EXPECT_NEAR(turned.length().arcsec(), 5.0, 1e-12);
  EXPECT_NEAR((offset.position_angle() - turned.position_angle()).degrees(), 25.0, 1e-12);
  const SkyOffset back = turned.in_axes_turned_by(-turn);
  EXPECT_NEAR((back - offset).length().arcsec(), 0.0, 1e-12);
}

TEST(TangentPlane, deproject_is_the_inverse_of_project_at_any_place) {
  for (const SkyPosition& center : test_support::awkward_places()) {
    const TangentPlane plane{center};
    EXPECT_LT(separation(plane.deproject({}), center).arcsec(), 1e-9);
    for (std::uint64_t i = 0; i < 50; ++i) {
      const SkyPosition point =
          test_support::scattered(center, Angle::from_degrees(i < 25 ? 0.1 : 20.0), 11, i);
      const SkyOffset place = plane.project(point);
      EXPECT_LT(separation(plane.deproject(place), point).arcsec(), 1e-8);
      // Gnomonic: the distance in the plane is the tangent of the separation.
      EXPECT_NEAR(place.length().radians(), std::tan(separation(center, point).radians()), 1e-13);
    }
  }
}

TEST(TangentPlane, east_and_north_are_those_of_position_angles) {
  const SkyPosition center{Angle::from_degrees(359.99), Angle::from_degrees(60.0)};
  const Angle direction = Angle::from_degrees(30.0);
  const SkyOffset place =
      TangentPlane{center}.project(offset_by(center, direction, Angle::from_arcsec(100.0)));
  EXPECT_NEAR(place.east.arcsec(), 50.0, 1e-4);
  EXPECT_NEAR(place.north.arcsec(), 100.0 * std::cos(direction.radians()), 1e-4);
}

} // namespace
} // namespace counterpoint

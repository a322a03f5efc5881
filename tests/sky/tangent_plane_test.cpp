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

// Chords to points close by are offsets but for rounding, and a plane is the same however it was
// made. At a pole itself the two have different meridians.
TEST(TangentPlane, chords_are_offsets_close_by) {
  for (const SkyPosition& center : test_support::awkward_places()) {
    if (center.dec().degrees() == -90.0) continue;
    const TangentPlane plane{center};
    const TangentPlane of_vector{unit_vector(center)};
    for (std::uint64_t i = 0; i < 50; ++i) {
      const SkyPosition point = test_support::scattered(center, Angle::from_arcsec(20.0), 12, i);
      const SkyOffset place = plane.project(point);
      const SkyOffset chord = of_vector.chord_to(unit_vector(point));
      EXPECT_NEAR((place - chord).length().arcsec(), 0.0, 1e-6);
      EXPECT_NEAR((of_vector.project(point) - place).length().arcsec(), 0.0, 1e-6);
    }
  }
}

// An offset at the one point, turned by the convergence, is that offset at the other.
TEST(TangentPlane, convergence_turns_offsets_of_one_plane_into_those_of_another) {
  for (const SkyPosition& center : test_support::awkward_places()) {
    const TangentPlane plane{center};
    for (std::uint64_t i = 0; i < 50; ++i) {
      const SkyPosition other = test_support::scattered(center, Angle::from_arcsec(20.0), 13, i);
      const TangentPlane there{other};
      const SkyPosition point = test_support::scattered(center, Angle::from_arcsec(20.0), 14, i);
      const SkyOffset expected = plane.project(point) - plane.project(other);
      const SkyOffset seen = there.project(point).in_axes_turned_by(plane.convergence(there));
      EXPECT_NEAR((seen - expected).length().arcsec(), 0.0, 1e-5);
    }
  }
}

} // namespace
} // namespace counterpoint

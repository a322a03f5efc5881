#include "counterpoint/core/error.hpp"
#include "counterpoint/core/random.hpp"
#include "counterpoint/sky/chord.hpp"
#include "counterpoint/sky/position.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace counterpoint {
namespace {

SkyPosition at(double ra_deg, double dec_deg) {
  return {Angle::from_degrees(ra_deg), Angle::from_degrees(dec_deg)};
}

TEST(SkyPosition, wraps_right_ascension) {
  EXPECT_DOUBLE_EQ(at(-10.0, 0.0).ra().degrees(), 350.0);
  EXPECT_DOUBLE_EQ(at(370.0, 0.0).ra().degrees(), 10.0);
  EXPECT_EQ(at(360.0, 0.0).ra().degrees(), 0.0);
  EXPECT_EQ(at(-1e-300, 0.0).ra().degrees(), 0.0);
  EXPECT_EQ(at(266.23813, -28.96121).ra().degrees(), 266.23813);
}

TEST(SkyPosition, refuses_what_is_no_position) {
  EXPECT_THROW(at(0.0, 90.0001), InternalError);
  EXPECT_THROW(at(NAN, 0.0), InternalError);
}

TEST(Separation, of_known_places) {
  EXPECT_NEAR(separation(at(0, 0), at(90, 0)).degrees(), 90.0, 1e-12);
  EXPECT_NEAR(separation(at(0, 90), at(123, -90)).degrees(), 180.0, 1e-12);
  EXPECT_NEAR(separation(at(359.9999, 0), at(0.0001, 0)).arcsec(), 0.72, 1e-9);
  EXPECT_NEAR(separation(at(10, 89.9), at(190, 89.9)).degrees(), 0.2, 1e-12);
  EXPECT_EQ(separation(at(266.4, -29), at(266.4, -29)).degrees(), 0.0);
}

TEST(Separation, keeps_tiny_angles) {
  const double tiny_arcsec = 1e-6;
  EXPECT_NEAR(separation(at(120, 30), at(120, 30.0 + tiny_arcsec / 3600.0)).arcsec(), tiny_arcsec,
              1e-10);
}

TEST(PositionAngle, runs_from_north_through_east) {
  EXPECT_NEAR(position_angle(at(10, 10), at(10, 11)).degrees(), 0.0, 1e-9);
  EXPECT_NEAR(position_angle(at(10, 0), at(11, 0)).degrees(), 90.0, 1e-9);
  EXPECT_NEAR(position_angle(at(10, 10), at(10, 9)).degrees(), 180.0, 1e-9);
  EXPECT_NEAR(position_angle(at(0, 0), at(359, 0)).degrees(), 270.0, 1e-9);
}

// offset_by() is the inverse of separation() and position_angle(), anywhere.
TEST(OffsetBy, is_undone_by_separation_and_position_angle) {
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const auto [u, v] = random_uniforms({.seed = 1, .id = i});
    const auto [a, b] = random_uniforms({.seed = 2, .id = i});
    const SkyPosition start = at(360.0 * u, 179.98 * v - 89.99);
    const Angle angle = Angle::from_degrees(360.0 * a);
    const Angle distance = Angle::from_arcsec(0.1 + 30.0 * b);
    const SkyPosition end = offset_by(start, angle, distance);
    EXPECT_NEAR(separation(start, end).arcsec(), distance.arcsec(), 1e-8);
    const double turn = position_angle(start, end).degrees() - angle.degrees();
    EXPECT_NEAR(std::remainder(turn, 360.0) * distance.radians(), 0.0, 1e-12);
  }
}

TEST(Chord, agrees_with_separation) {
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const auto [u, v] = random_uniforms({.seed = 3, .id = i});
    const SkyPosition a = at(360.0 * u, 180.0 * v - 90.0);
    const SkyPosition b =
        offset_by(a, Angle::from_degrees(360.0 * v), Angle::from_arcsec(20.0 * u));
    const double chord2 = squared_chord(unit_vector(a), unit_vector(b));
    EXPECT_NEAR(separation_of_chord(chord2).arcsec(), separation(a, b).arcsec(), 1e-9);
  }
  const Angle one = Angle::from_arcsec(1.0);
  EXPECT_NEAR(separation_of_chord(squared_chord(one)).arcsec(), 1.0, 1e-15);
  EXPECT_NEAR(separation_of_chord(4.0).degrees(), 180.0, 1e-9);
}

TEST(OptionalPosition, is_a_position_or_none) {
  OptionalPosition position;
  EXPECT_FALSE(position.has_value());
  position = SkyPosition{Angle::from_degrees(0.0), Angle::from_degrees(-90.0)};
  ASSERT_TRUE(position.has_value());
  EXPECT_EQ(position->dec().degrees(), -90.0);
  EXPECT_EQ((*position).ra().degrees(), 0.0);
  position = std::nullopt;
  EXPECT_FALSE(position);
  static_assert(sizeof(OptionalPosition) == sizeof(SkyPosition));
}

} // namespace
} // namespace counterpoint

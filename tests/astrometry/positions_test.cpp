#include "counterpoint/astrometry/proper_motion.hpp"
#include "counterpoint/sky/tangent_plane.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace counterpoint {
namespace {

constexpr Angle unknown = Angle::nan();

Angle mas(double value) {
  return Angle::from_arcsec(1e-3 * value);
}

TEST(ProperMotion, moves_along_the_motion_and_grows_the_error) {
  for (const SkyPosition& start : test_support::awkward_places()) {
    const ProperMotion motion{mas(30.0), mas(-40.0), mas(3.0), mas(4.0)};
    const MovedPosition later = moved(start, mas(20.0), motion, 12.5, Angle{});
    EXPECT_TRUE(later.has_moved);
    EXPECT_NEAR(separation(start, later.position).arcsec(), 0.625, 1e-9);
    const SkyOffset place = TangentPlane{start}.project(later.position);
    EXPECT_NEAR(place.east.arcsec(), 0.375, 1e-9);
    EXPECT_NEAR(place.north.arcsec(), -0.5, 1e-9);
    EXPECT_NEAR(later.sigma.arcsec(), std::hypot(0.020, 12.5 * 0.005 / std::sqrt(2.0)), 1e-12);
  }
}

// Barnard's star, Gaia DR3 (epoch 2016.0) to 2000.0, against astropy's SkyCoord.apply_space_motion
// with the same motion and without radial velocity.
TEST(ProperMotion, equals_astropy_for_a_fast_star) {
  const SkyPosition gaia{Angle::from_degrees(269.44850252543836),
                         Angle::from_degrees(4.739420051112412)};
  const ProperMotion motion{mas(-801.551), mas(10362.394), mas(0.032), mas(0.036)};
  const MovedPosition before = moved(gaia, mas(0.03), motion, -16.0, Angle{});
  const SkyPosition astropy{Angle::from_degrees(269.45207695865986),
                            Angle::from_degrees(4.693364968208639)};
  EXPECT_LT(separation(before.position, astropy).arcsec(), 1e-3);
}

TEST(ProperMotion, a_missing_motion_moves_nothing) {
  const SkyPosition start{Angle::from_degrees(10.0), Angle::from_degrees(-30.0)};
  const Angle sigma = mas(50.0);
  for (const ProperMotion& motion : {ProperMotion{unknown, unknown, unknown, unknown},
                                     ProperMotion{mas(3.0), unknown, mas(1.0), mas(1.0)}}) {
    const MovedPosition still = moved(start, sigma, motion, 10.0, mas(3.0));
    EXPECT_FALSE(still.has_moved);
    EXPECT_EQ(separation(still.position, start), Angle{});
    EXPECT_NEAR(still.sigma.arcsec(), std::hypot(0.05, 0.03), 1e-12);
  }
}

TEST(ProperMotion, a_missing_error_is_that_of_the_dispersion) {
  const SkyPosition start{Angle::from_degrees(10.0), Angle::from_degrees(-30.0)};
  const MovedPosition later =
      moved(start, mas(50.0), {mas(5.0), mas(0.0), unknown, mas(1.0)}, -10.0, mas(3.0));
  EXPECT_TRUE(later.has_moved);
  EXPECT_NEAR(later.sigma.arcsec(), std::hypot(0.05, 0.03), 1e-12);
}

TEST(ProperMotion, no_epoch_changes_nothing) {
  const SkyPosition start{Angle::from_degrees(10.0), Angle::from_degrees(-30.0)};
  const ProperMotion motion{mas(5.0), mas(5.0), mas(1.0), mas(1.0)};
  for (const double years : {0.0, std::numeric_limits<double>::quiet_NaN()}) {
    const MovedPosition same = moved(start, mas(50.0), motion, years, mas(3.0));
    EXPECT_FALSE(same.has_moved);
    EXPECT_EQ(same.sigma, mas(50.0));
  }
}

} // namespace
} // namespace counterpoint

#include "counterpoint/astrometry/kim2007.hpp"
#include "support/missing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace counterpoint {
namespace {

using test_support::missing;

constexpr Angle none = Angle::nan();

Angle arcmin(double value) {
  return Angle::from_arcmin(value);
}

TEST(Kim2007, equals_the_published_formulas) {
  // log C = 2 and 3, below and above the breaks.
  EXPECT_NEAR(kim2007_radius_95(arcmin(4.0), 100.0).arcsec(),
              std::pow(10.0, 0.1145 * 4.0 - 0.4958 * 2.0 + 0.1932), 1e-12);
  EXPECT_NEAR(kim2007_radius_95(arcmin(4.0), 1000.0).arcsec(),
              std::pow(10.0, 0.0968 * 4.0 - 0.2064 * 3.0 - 0.4260), 1e-12);
  EXPECT_NEAR(kim2007_radius_68(arcmin(4.0), 100.0).arcsec(),
              std::pow(10.0, 0.1137 * 4.0 - 0.4600 * 2.0 - 0.2398), 1e-12);
  EXPECT_NEAR(kim2007_radius_68(arcmin(4.0), 1000.0).arcsec(),
              std::pow(10.0, 0.1031 * 4.0 - 0.1945 * 3.0 - 0.8034), 1e-12);
}

// A row of M101 as XRBID has it: 1Sig, 2Sig with the scatter (0.3813, 0.3037).
TEST(Kim2007, with_the_frame_equals_a_row_of_xrbid) {
  const auto uncertainty =
      positional_uncertainty(arcmin(1.2807632498873425), 234.49258071474, none, OutOfRange::zero);
  const auto total =
      total_uncertainty(uncertainty, hypot(Angle::from_arcsec(0.3813), Angle::from_arcsec(0.3037)));
  EXPECT_EQ(uncertainty.origin, UncertaintyOrigin::kim2007);
  EXPECT_NEAR(total.sig1.arcsec(), 0.4930109552342028, 1e-14);
  EXPECT_NEAR(total.sig2.arcsec(), 0.9882556488004156, 1e-14);
}

TEST(Kim2007, holds_within_its_range_only) {
  EXPECT_TRUE(kim2007_holds(Angle{}, 1.01));
  EXPECT_TRUE(kim2007_holds(arcmin(5.0), 1995.0));
  EXPECT_FALSE(kim2007_holds(arcmin(5.0), 1.0)); // log C > 0
  EXPECT_FALSE(kim2007_holds(arcmin(5.0), 1996.0));
  EXPECT_FALSE(kim2007_holds(arcmin(5.0), 0.0));
  EXPECT_FALSE(kim2007_holds(arcmin(5.0), -3.0));
  EXPECT_FALSE(kim2007_holds(arcmin(5.0), missing));
  EXPECT_FALSE(kim2007_holds(none, 100.0));
  EXPECT_FALSE(kim2007_holds(arcmin(-1.0), 100.0));
}

TEST(Kim2007, beyond_its_range_something_flagged_takes_its_place) {
  const Angle sigma = Angle::from_arcsec(0.5);
  const auto with = [&](double counts, Angle off_axis, Angle quoted) {
    return positional_uncertainty(off_axis, counts, quoted, OutOfRange::quoted);
  };
  for (const double counts : {0.0, -2.0, 5000.0, missing}) {
    const auto quoted = with(counts, arcmin(3.0), sigma);
    EXPECT_EQ(quoted.origin, UncertaintyOrigin::quoted);
    EXPECT_NEAR(quoted.radius_95.arcsec(), 0.5 * 2.4477, 1e-4);
    EXPECT_NEAR(quoted.radius_68.arcsec(), 0.5 * 1.5096, 1e-4);
  }
  EXPECT_EQ(with(100.0, none, sigma).origin, UncertaintyOrigin::quoted);

  for (const Angle no_error : {none, Angle{}, Angle::from_arcsec(-1.0)}) {
    const auto faint = with(-2.0, arcmin(3.0), no_error);
    EXPECT_EQ(faint.origin, UncertaintyOrigin::clamped);
    EXPECT_EQ(faint.radius_95, kim2007_radius_95(arcmin(3.0), 1.0));
    const auto bright = with(5000.0, arcmin(3.0), no_error);
    EXPECT_EQ(bright.origin, UncertaintyOrigin::clamped);
    EXPECT_EQ(bright.radius_68, kim2007_radius_68(arcmin(3.0), std::pow(10.0, 3.3)));
    for (const auto& unknown :
         {with(missing, arcmin(3.0), no_error), with(100.0, none, no_error)}) {
      EXPECT_EQ(unknown.origin, UncertaintyOrigin::unknown);
      EXPECT_FALSE(unknown.radius_68.is_finite());
      EXPECT_FALSE(unknown.radius_95.is_finite());
    }
  }
}

TEST(Kim2007, zero_is_given_only_where_asked_for_and_flagged) {
  for (const double counts : {0.0, 5000.0, missing}) {
    const auto zero =
        positional_uncertainty(arcmin(3.0), counts, Angle::from_arcsec(1.0), OutOfRange::zero);
    EXPECT_EQ(zero.origin, UncertaintyOrigin::zero);
    EXPECT_EQ(zero.radius_95, Angle{});
  }
  EXPECT_EQ(name(UncertaintyOrigin::zero), "zero");
  EXPECT_EQ(name(UncertaintyOrigin::unknown), "unknown");
}

} // namespace
} // namespace counterpoint

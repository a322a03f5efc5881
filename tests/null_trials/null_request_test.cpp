#include "counterpoint/core/error.hpp"
#include "counterpoint/null_trials/shift.hpp"

#include <gtest/gtest.h>

namespace counterpoint {
namespace {

Settings settings(const std::vector<std::string>& arguments) {
  return Settings{null_keys(), arguments};
}

TEST(NullRequest, shifts_begin_beyond_the_largest_acceptance_radius) {
  const NullRequest request = null_request(settings({}));
  for (const double radius_arcsec : {0.2, 3.0, 13.2, 90.0}) {
    const NullOptions null = request.resolved(Angle::from_arcsec(radius_arcsec));
    EXPECT_EQ(null.mode, ShiftMode::annulus);
    EXPECT_GT(null.zone().inner.arcsec(), radius_arcsec);
    EXPECT_GE(null.zone().outer.arcsec(), null.zone().inner.arcsec() + 5.0);
    ASSERT_EQ(null.sweep_radii.size(), 9U);
    EXPECT_EQ(null.sweep_radii.front(), Angle{});
    EXPECT_EQ(null.sweep_radii.back(), null.shift_max);
  }
}

TEST(NullRequest, what_is_given_stays) {
  const NullOptions null = null_request(settings({"--null.shift-min", "2", "--null.shift-max", "9",
                                                  "--sweep.radii", "4"}))
                               .resolved(Angle::from_arcsec(20.0));
  EXPECT_DOUBLE_EQ(null.shift_min.arcsec(), 2.0);
  EXPECT_DOUBLE_EQ(null.shift_max.arcsec(), 9.0);
  EXPECT_EQ(null.sweep_radii.size(), 1U);
  const NullOptions outer =
      null_request(settings({"--null.shift-max", "9"})).resolved(Angle::from_arcsec(20.0));
  EXPECT_LE(outer.shift_min, outer.shift_max);
}

TEST(NullRequest, shifts_out_of_order_or_beyond_all_use_are_refused) {
  EXPECT_THROW((void)null_request(settings({"--null.shift-min", "9", "--null.shift-max", "2"})),
               InputError);
  EXPECT_THROW((void)null_request(settings({"--null.shift-max", "601"})), InputError);
  EXPECT_THROW((void)null_request(settings({})).resolved(Angle::from_arcsec(700.0)), InputError);
}

} // namespace
} // namespace counterpoint

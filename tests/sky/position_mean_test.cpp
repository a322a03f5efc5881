#include "counterpoint/sky/position_mean.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace counterpoint {
namespace {

PositionMean mean_of(const std::vector<double>& ra_deg) {
  PositionMean mean;
  for (const double ra : ra_deg)
    mean.add({Angle::from_degrees(ra), Angle::from_degrees(-29.0)});
  return mean;
}

TEST(PositionMean, is_the_plain_mean_of_a_field) {
  EXPECT_NEAR(mean_of({266.0, 266.5, 267.0}).ra_deg(), 266.5, 1e-12);
  EXPECT_NEAR(mean_of({266.0, 266.5}).dec_deg(), -29.0, 1e-12);
}

TEST(PositionMean, crosses_right_ascension_zero) {
  EXPECT_NEAR(mean_of({359.0, 0.5, 359.5}).ra_deg(), 359.0 + 2.0 / 3.0, 1e-12);
  EXPECT_NEAR(mean_of({359.0, 1.5, 1.0}).ra_deg(), 0.5, 1e-12);
}

TEST(PositionMean, of_nothing_is_unknown) {
  EXPECT_TRUE(std::isnan(mean_of({}).ra_deg()));
}

} // namespace
} // namespace counterpoint

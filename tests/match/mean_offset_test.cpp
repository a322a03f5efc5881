#include "match/mean_offset.hpp"

#include "counterpoint/core/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace counterpoint {
namespace {

// Normal deviates of a coordinate of source i.
struct Deviates {
  double east;
  double north;
};
Deviates deviates(std::uint64_t i) {
  constexpr double unit = 0x1p-32;
  const auto bits = random_bits({.id = i, .stream = 0x4d454f46});
  const double radius = std::sqrt(-2.0 * std::log((bits[0] + 0.5) * unit));
  const double angle = 2.0 * std::numbers::pi * bits[1] * unit;
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

// Of n candidates of P = 0.5 whose errors are 0.3 and 0.6 arcsec in turn.
MeanOffset offset_of(std::uint64_t n, double east_arcsec, double north_arcsec) {
  OffsetMoments moments;
  for (std::uint64_t i = 0; i < n; ++i) {
    const double sigma_arcsec = i % 2 == 0 ? 0.3 : 0.6;
    const auto [east, north] = deviates(i);
    moments.add(0.5, Angle::from_arcsec(east_arcsec + sigma_arcsec * east),
                Angle::from_arcsec(north_arcsec + sigma_arcsec * north),
                Angle::from_arcsec(sigma_arcsec));
  }
  return MeanOffset{moments};
}

TEST(MeanOffset, is_found_with_its_error) {
  const MeanOffset offset = offset_of(400, 0.2, -0.1);
  // By weights: 1 / sigma^2 is 11.1 and 2.78.
  const double error = 1.0 / std::sqrt(200.0 / 0.09 + 200.0 / 0.36);
  EXPECT_NEAR(offset.east.arcsec(), 0.2, 4.0 * error);
  EXPECT_NEAR(offset.north.arcsec(), -0.1, 4.0 * error);
  EXPECT_NEAR(offset_of(400, 0.0, 0.0).east_error.arcsec(), error, 0.1 * error);
  EXPECT_NEAR(offset.sigma.arcsec(), std::sqrt(2.0 / (1.0 / 0.09 + 1.0 / 0.36)), 1e-6);
  EXPECT_NEAR(offset.n_sources,
              400.0 * std::pow(11.11 + 2.78, 2) / 2.0 / (11.11 * 11.11 + 2.78 * 2.78), 1.0);
  EXPECT_TRUE(offset.is_conspicuous());
}

TEST(MeanOffset, of_one_frame_is_what_chance_brings) {
  const MeanOffset offset = offset_of(400, 0.0, 0.0);
  EXPECT_LT(offset.chi2, 14.0); // one in a thousand
  EXPECT_FALSE(offset.is_conspicuous());
}

// Far beyond its error, but far below those of the sources.
TEST(MeanOffset, that_changes_no_probability_is_not_conspicuous) {
  const MeanOffset offset = offset_of(20000, 0.05, 0.0);
  EXPECT_GT(offset.chi2, 100.0);
  EXPECT_FALSE(offset.is_conspicuous());
}

TEST(MeanOffset, of_few_or_none_is_not_conspicuous) {
  EXPECT_FALSE(offset_of(5, 3.0, 3.0).is_conspicuous());
  EXPECT_FALSE(MeanOffset{OffsetMoments{}}.is_conspicuous());
}

} // namespace
} // namespace counterpoint

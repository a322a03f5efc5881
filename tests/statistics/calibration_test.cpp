#include "counterpoint/statistics/calibration.hpp"
#include "counterpoint/statistics/null_counts.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace counterpoint {
namespace {

TEST(Calibration, thresholds_and_purity) {
  EXPECT_EQ(thresholds_reached(0.0), 0U);
  EXPECT_EQ(thresholds_reached(0.5), 10U);
  EXPECT_EQ(thresholds_reached(1.0), calibration_thresholds().size());
  const std::size_t n_classes = calibration_thresholds().size() + 1;
  RealCounts real;
  real.best[n_classes - 1] = 80; // above all thresholds
  real.best[10] = 20;            // between 0.5 and 0.55
  real.confused[10].add(4.0);
  real.promised[n_classes - 1].add(79.5);
  real.promised[10].add(10.5);
  std::vector<std::int64_t> null(2 * n_classes);
  null[n_classes - 1] = std::llround(10.0 / NullCounts::weight);
  null[2 * n_classes - 1] = std::llround(14.0 / NullCounts::weight);
  const auto rows = calibrate(real, null, 2, {180, 90.0, 100.0}).rows;
  EXPECT_EQ(rows.front().n_real, 100);
  EXPECT_EQ(rows.front().n_null_mean, 12.0);
  EXPECT_DOUBLE_EQ(rows.front().purity, 0.9); // half of 12 and 4 are false
  EXPECT_DOUBLE_EQ(rows.front().mean_p, 0.9);
  EXPECT_DOUBLE_EQ(rows.back().mean_p, 79.5 / 80.0);
  EXPECT_DOUBLE_EQ(rows.back().purity, 74.0 / 80.0);
  EXPECT_DOUBLE_EQ(rows.back().completeness, 0.74);
  EXPECT_EQ(suggested_threshold(rows, 0.08), 0.55);
  EXPECT_TRUE(std::isnan(suggested_threshold(rows, 0.01)));
}

TEST(Calibration, without_trials_the_purity_is_unknown) {
  RealCounts real;
  real.best[calibration_thresholds().size()] = 7;
  const Calibration calibration = calibrate(real, {}, 0, {12, 6.0, 7.0});
  EXPECT_TRUE(std::isnan(calibration.rows.front().purity));
  EXPECT_TRUE(std::isnan(calibration.rows.front().completeness));
  EXPECT_TRUE(std::isnan(calibration.threshold_5_percent_false));
}

} // namespace
} // namespace counterpoint

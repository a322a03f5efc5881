#include "counterpoint/statistics/histogram.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace counterpoint {
namespace {

TEST(Histogram, moments_and_tails) {
  const std::vector<std::int64_t> values{1, 2, 3, 6};
  EXPECT_DOUBLE_EQ(mean_and_deviation(values).mean, 3.0);
  EXPECT_DOUBLE_EQ(mean_and_deviation(values).deviation, std::sqrt(14.0 / 3.0));
  EXPECT_TRUE(std::isnan(mean_and_deviation(std::span{values}.first(1)).deviation));
  EXPECT_DOUBLE_EQ(poisson_tail(0, 3.0), 1.0);
  EXPECT_NEAR(poisson_tail(1, 3.0), 1.0 - std::exp(-3.0), 1e-15);
  EXPECT_NEAR(poisson_tail(3, 1.5), 1.0 - std::exp(-1.5) * (1.0 + 1.5 + 1.125), 1e-15);
  EXPECT_EQ(poisson_tail(2, 0.0), 0.0);
  EXPECT_LT(poisson_tail(1000, 100.0), 1e-300);
}

TEST(Histogram, significance_is_blank_without_scatter) {
  const MagnitudeBins bins{0.0, 2.0, 1.0};
  const std::vector<std::int64_t> real{3, 5};
  const std::vector<std::int64_t> null{0, 2, 0, 4, 0, 3};
  const auto histogram = make_histogram(
      bins, real, {null, 3, std::vector<double>{0.0, 3.2}, std::vector<double>{0.0, 3.0}});
  EXPECT_TRUE(std::isnan(histogram[0].significance));
  EXPECT_EQ(histogram[0].excess, 3.0);
  EXPECT_DOUBLE_EQ(histogram[1].significance, 2.0);
  EXPECT_EQ(histogram[0].p_value, 0.0);
  EXPECT_NEAR(global_p_value(std::span{histogram}.last(1)), histogram[1].p_value, 1e-15);
}

TEST(Histogram, a_match_where_none_is_expected_does_not_make_the_global_p_value_zero) {
  std::vector<HistogramBin> histogram(4);
  histogram[0].n_real = 1; // joins the next
  histogram[1].null_expected = 0.5;
  histogram[2].n_real = 2;
  histogram[2].null_expected = 0.1;
  histogram[3].n_real = 1; // joins the last
  const double p = poisson_tail(3, 0.1);
  EXPECT_NEAR(global_p_value(histogram), 1.0 - (1.0 - p) * (1.0 - p), 1e-15);
  EXPECT_TRUE(std::isnan(global_p_value(std::span{histogram}.first(1))));
}

} // namespace
} // namespace counterpoint

#include "match/null_comparison.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace counterpoint {
namespace {

// Two bins of magnitude, and those of brighter, fainter and missing ones; two trials.
struct Comparison {
  Comparison() : real{bins}, trials{{2, 5}, {4, 6, 5, 5}} {
    null.trials = 2;
    null.sweep_trials = 2;
    null.sweep_radii = {Angle{}, Angle::from_arcsec(10.0)};
    real.n_pairs = 12;
    real.per_bin = {5, 4, 1, 0, 2};
    trials.null.matches = {1, 2, 9, 0, 2, 3, 4, 8, 1, 4}; // [trial][bin]
    expected.mean = sums({2.5, 3.5, 0.5, 0.25, 0.25});
    expected.variance = sums({2.0, 3.0, 1.0, 1.0, 2.0});
    expected.matched_sources = sums({5.5, 4.5, 4.25});
  }

  static std::vector<ExactSum> sums(const std::vector<double>& values) {
    std::vector<ExactSum> result(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
      result[i].add(values[i]);
    return result;
  }

  [[nodiscard]] NullComparison compare() const {
    return compare_with_null(null, bins, real, trials, expected);
  }

  NullOptions null;
  MagnitudeBins bins{14.0, 16.0, 1.0};
  CandidateCounts real;
  TrialCounts trials;
  NullExpectation expected;
};

TEST(NullComparison, bins_of_other_magnitudes_count_in_the_sums_only) {
  const NullComparison comparison = Comparison{}.compare();
  ASSERT_EQ(comparison.histogram.size(), 2U);
  EXPECT_EQ(comparison.trials, (std::vector<std::int64_t>{1, 2, 3, 4}));
  EXPECT_EQ(comparison.histogram[0].n_real, 5);
  EXPECT_EQ(comparison.histogram[0].null_mean, 2.0);
  EXPECT_EQ(comparison.histogram[1].null_mean, 3.0);
  EXPECT_EQ(comparison.pairs_expected, 7.0);
  EXPECT_EQ(comparison.excess, 5.0);
  EXPECT_EQ(comparison.excess_error, 3.0);
}

TEST(NullComparison, all_pairs_are_accounted_for) {
  const NullComparison comparison = Comparison{}.compare();
  EXPECT_EQ(comparison.outside[0].n_real, 1); // brighter
  EXPECT_EQ(comparison.outside[1].n_real, 0);
  EXPECT_EQ(comparison.outside[2].n_real, 2); // missing
  EXPECT_EQ(comparison.outside[0].null_mean, 8.5);
  EXPECT_EQ(comparison.outside[2].null_mean, 3.0);
  EXPECT_EQ(comparison.outside[1].null_expected, 0.25);
  std::int64_t n_real = 0;
  for (const HistogramBin& bin : comparison.histogram)
    n_real += bin.n_real;
  for (const PairsOutside& outside : comparison.outside)
    n_real += outside.n_real;
  EXPECT_EQ(n_real, 12);
}

TEST(NullComparison, own_counterparts_are_no_chance_matches) {
  Comparison sky;
  sky.trials.null.own_counterparts = std::llround(3.0 / NullCounts::weight); // of both trials
  const NullComparison comparison = sky.compare();
  EXPECT_DOUBLE_EQ(comparison.own_counterparts, 1.5);
  EXPECT_DOUBLE_EQ(comparison.excess, 6.5);
}

TEST(NullComparison, sweep_by_radius) {
  const NullComparison comparison = Comparison{}.compare();
  ASSERT_EQ(comparison.sweep.size(), 2U);
  EXPECT_EQ(comparison.sweep[0].mean, 5.0);
  EXPECT_DOUBLE_EQ(comparison.sweep[0].std, std::sqrt(2.0));
  EXPECT_EQ(comparison.sweep[0].expected, 5.5);
  EXPECT_EQ(comparison.sweep[1].radius_arcsec, 10.0);
  EXPECT_EQ(comparison.sweep[1].std, 0.0);
}

// Of a rigid shift the mean is known, the scatter is not.
TEST(NullComparison, scatter_of_rigid_shifts_is_unknown) {
  Comparison sky;
  sky.null.mode = ShiftMode::rigid;
  const NullComparison comparison = sky.compare();
  EXPECT_EQ(comparison.pairs_expected, 7.0);
  EXPECT_TRUE(std::isnan(comparison.excess_error));
  EXPECT_TRUE(std::isnan(comparison.histogram[0].null_expected_std));
  EXPECT_TRUE(std::isnan(comparison.sweep[0].expected));
}

} // namespace
} // namespace counterpoint

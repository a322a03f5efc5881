#include "counterpoint/astrometry/best_observation.hpp"
#include "support/missing.hpp"

#include <gtest/gtest.h>

namespace counterpoint {
namespace {

using test_support::missing;

Observation row(std::string source, double counts, double off_axis_arcmin, double sig2_arcsec) {
  return {std::move(source), counts, Angle::from_arcmin(off_axis_arcmin),
          Angle::from_arcsec(sig2_arcsec)};
}

using Rows = std::vector<std::size_t>;

TEST(BestObservation, is_the_smallest_sig2_of_each_source) {
  const std::vector<Observation> rows{row("b", 10, 1, 2.0), row("a", 10, 1, 0.9),
                                      row("b", 10, 1, 1.5), row("a", 10, 1, 0.9),
                                      row("b", 10, 1, 1.7)};
  EXPECT_EQ(best_observations(rows), (Rows{2, 1})); // of equals the first; sources as they appear
}

TEST(BestObservation, prefers_valid_rows_whatever_their_size) {
  EXPECT_EQ(best_observations(std::vector{row("a", missing, 1, 0.1), row("a", 5, missing, 0.1),
                                          row("a", 0, 1, 0.2), row("a", 5, 1, 3.0)}),
            (Rows{3}));
  EXPECT_EQ(best_observations(std::vector{row("a", missing, 1, 0.1), row("a", 0, 1, 3.0)}),
            (Rows{1}));
}

TEST(BestObservation, without_a_valid_row_counts_still_count) {
  EXPECT_EQ(best_observations(std::vector{row("a", missing, 1, 0.1), row("a", 5, missing, 0.3)}),
            (Rows{1}));
}

TEST(BestObservation, an_unknown_sig2_is_the_last_choice) {
  EXPECT_EQ(best_observations(std::vector{row("a", 5, 1, missing), row("a", 5, 1, 9.0)}),
            (Rows{1}));
  EXPECT_EQ(best_observations(std::vector{row("a", 5, 1, missing)}), (Rows{0}));
}

TEST(BestObservation, rows_without_a_name_are_sources_of_their_own) {
  EXPECT_EQ(best_observations(std::vector{row("", 5, 1, 1.0), row("", 5, 1, 0.5)}), (Rows{0, 1}));
  EXPECT_TRUE(best_observations({}).empty());
}

} // namespace
} // namespace counterpoint

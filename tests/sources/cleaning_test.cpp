#include "counterpoint/sources/cleaning.hpp"
#include "support/missing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>
#include <string>

namespace counterpoint {
namespace {

using test_support::missing;

TEST(ColourCuts, three_bands_need_all_three_colours) {
  const ColourCuts cuts = notebook_cuts;
  EXPECT_EQ(classify_colours(cuts, 14.0, 12.5, 12.0), InfraredReason::all_colors_non_foreground);
  EXPECT_EQ(classify_colours(cuts, 14.5, 12.0, 11.9), InfraredReason::foreground); // J-H
  EXPECT_EQ(classify_colours(cuts, 15.0, 12.9, 11.9), InfraredReason::foreground); // J-Ks
  EXPECT_EQ(classify_colours(cuts, 13.0, 13.0, 11.8), InfraredReason::foreground); // H-Ks
}

TEST(ColourCuts, limits_are_exclusive_on_both_sides) {
  ColourCuts cuts{
      .enabled = true, .jh = 2.0, .jks = 3.0, .hks = 1.0, .keep = ColourCuts::Side::below};
  EXPECT_EQ(classify_colours(cuts, 14.0, 12.0, missing), InfraredReason::foreground);
  cuts.keep = ColourCuts::Side::above;
  EXPECT_EQ(classify_colours(cuts, 14.0, 12.0, missing), InfraredReason::foreground);
  EXPECT_EQ(classify_colours(cuts, 14.5, 12.0, missing), InfraredReason::missing_Ks_using_JH);
}

TEST(ColourCuts, one_missing_band_leaves_one_colour) {
  const ColourCuts cuts = notebook_cuts;
  EXPECT_EQ(classify_colours(cuts, missing, 13.0, 12.0), InfraredReason::missing_J_using_HKs);
  EXPECT_EQ(classify_colours(cuts, missing, 13.2, 12.0), InfraredReason::foreground);
  EXPECT_EQ(classify_colours(cuts, 14.9, missing, 12.0), InfraredReason::missing_H_using_JKs);
  EXPECT_EQ(classify_colours(cuts, 15.1, missing, 12.0), InfraredReason::foreground);
  EXPECT_EQ(classify_colours(cuts, 14.3, 12.0, missing), InfraredReason::missing_Ks_using_JH);
  EXPECT_EQ(classify_colours(cuts, 14.4, 12.0, missing), InfraredReason::foreground);
}

TEST(ColourCuts, fewer_than_two_bands_are_ambiguous_and_kept) {
  for (const auto& [j, h, ks] : {std::array{12.0, missing, missing},
                                 {missing, 12.0, missing},
                                 {missing, missing, 12.0},
                                 {missing, missing, missing}}) {
    const auto reason = classify_colours(notebook_cuts, j, h, ks);
    EXPECT_EQ(reason, InfraredReason::ambiguous_two_or_more_missing);
    EXPECT_TRUE(is_kept(reason));
  }
}

TEST(ColourCuts, above_keeps_the_red_side) {
  ColourCuts cuts = notebook_cuts;
  cuts.keep = ColourCuts::Side::above;
  EXPECT_EQ(classify_colours(cuts, 18.0, 14.0, 12.0), InfraredReason::all_colors_non_foreground);
  EXPECT_EQ(classify_colours(cuts, 12.5, 12.1, 12.0), InfraredReason::foreground);
}

TEST(ColourCuts, by_default_keep_everything) {
  const ColourCuts cuts;
  EXPECT_EQ(classify_colours(cuts, 20.0, 12.0, 5.0), InfraredReason::not_cleaned);
  EXPECT_TRUE(is_kept(InfraredReason::not_cleaned));
}

TEST(Reasons, names_are_distinct_and_only_the_rejected_are_dropped) {
  std::set<std::string> names;
  int kept = 0;
  for (std::size_t i = 0; i < n_infrared_reasons; ++i) {
    const auto reason = static_cast<InfraredReason>(i);
    names.emplace(name(reason));
    kept += is_kept(reason) ? 1 : 0;
  }
  EXPECT_EQ(names.size(), n_infrared_reasons);
  EXPECT_EQ(kept, 6);
  EXPECT_EQ(name(InfraredReason::error_too_large), "error_too_large");
  EXPECT_EQ(name(XrayReason::no_position_error), "no_position_error");
  EXPECT_EQ(name(XrayReason::another_observation), "another_observation");
}

TEST(Reasons, of_two_catalogues_the_first_that_has_a_colour_decides) {
  const auto no_colour = InfraredReason::ambiguous_two_or_more_missing;
  const auto red = InfraredReason::missing_J_using_HKs;
  const auto blue = InfraredReason::foreground;
  EXPECT_EQ(reason_of_both(red, blue), red);
  EXPECT_EQ(reason_of_both(blue, red), blue);
  EXPECT_EQ(reason_of_both(no_colour, blue), blue);
  EXPECT_EQ(reason_of_both(no_colour, no_colour), no_colour);
}

TEST(Magnitude, blank_zero_and_sentinels_are_missing) {
  for (const double value :
       {missing, 0.0, -0.0, 99.0, -99.9, 1e30, -999.0, std::numeric_limits<double>::infinity()}) {
    EXPECT_TRUE(std::isnan(magnitude_or_missing(value))) << value;
  }
  EXPECT_EQ(magnitude_or_missing(12.5), 12.5);
  EXPECT_EQ(magnitude_or_missing(-1.5), -1.5);
}

TEST(HardnessCut, window_is_exclusive_and_missing_stays) {
  const HardnessCut cut = notebook_window;
  EXPECT_TRUE(is_foreground(cut, -0.5));
  EXPECT_FALSE(is_foreground(cut, -1.0));
  EXPECT_FALSE(is_foreground(cut, -0.175));
  EXPECT_FALSE(is_foreground(cut, 0.3));
  EXPECT_FALSE(is_foreground(cut, missing));
}

} // namespace
} // namespace counterpoint

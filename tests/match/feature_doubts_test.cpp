#include "match/feature_doubts.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace counterpoint {
namespace {

constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

FeatureRequest column(const std::string& name) {
  FeatureRequest request;
  request.name = request.column.name = name;
  request.is_magnitude = false;
  return request;
}

FeatureRequest difference() {
  FeatureRequest request;
  request.name = "a - b";
  request.column.name = "a";
  request.subtracted.name = "b";
  return request;
}

FeatureRequest band() {
  FeatureRequest request;
  request.name = "J";
  request.column.name = "Jmag";
  return request;
}

using ValueOf = std::function<double(int)>;

// What is said of stars with these values, of several magnitudes.
std::vector<std::string> doubts_on(const FeatureRequest& request, int n, const ValueOf& value_of) {
  FeatureTally tally{1};
  for (int i = 0; i < n; ++i) {
    FeatureCodes codes;
    codes.of[0] = FeatureCode::of(value_of(i));
    tally.add(12.0 + 0.01 * (i % 500), codes);
  }
  return doubts_on_features(std::vector{request}, tally);
}

// \param words  that the one doubt holds
void expect_doubt(const std::vector<std::string>& doubts, const std::vector<std::string>& words) {
  ASSERT_EQ(doubts.size(), 1U) << (doubts.empty() ? "none" : doubts.back());
  for (const std::string& word : words)
    EXPECT_NE(doubts[0].find(word), std::string::npos) << doubts[0];
}

// From -0.5 to 0.5, never 0.
double even(int i) {
  return 0.001 * (i % 1000) - 0.4995;
}

TEST(FeatureDoubts, nothing_is_said_of_usual_values) {
  const std::vector<ValueOf> usual{
      [](int i) { return 0.7 + even(i); },
      [](int i) { return i % 5 == 0 ? no_value : even(i); },
      [](int i) { return 50.0 + 10.0 * even(i); },
      [](int i) { return 500.0 + 30.0 * even(i); },
      [](int i) { return 57000.0 + 3000.0 * even(i); },
      [](int i) { return i % 50 == 0 ? 1.0 : 0.0; },               // a flag
      [](int i) { return i % 20 == 0 ? 0.00003 : 1.0 + even(i); }, // a few near 0
      [](int) { return 3.0; },
      [](int i) { return i == 7 ? 1e30 : even(i); },
      [](int i) { return 0.1 * (i % 1000); }, // with 99 and 99.9
      [](int i) { return i < 5 ? -99.0 : even(i); }};
  for (std::size_t i = 0; i < usual.size(); ++i)
    EXPECT_EQ(doubts_on(column("x"), 5000, usual[i]), std::vector<std::string>{}) << i;
  EXPECT_EQ(doubts_on(column("x"), 50, [](int i) { return i == 0 ? -99.0 : even(i); }),
            std::vector<std::string>{});
  EXPECT_EQ(doubts_on(difference(), 5000, usual[0]), std::vector<std::string>{});
  EXPECT_EQ(doubts_on(column("x"), 99, [](int) { return no_value; }), std::vector<std::string>{});
}

TEST(FeatureDoubts, hardly_a_star_has_a_value) {
  const auto hardly = [](int i) { return i % 101 == 0 ? 1.0 : no_value; };
  expect_doubt(doubts_on(column("x"), 10100, hardly),
               {"100 of 10,100 stars have a value of the feature x", "the one that is meant?"});
  expect_doubt(doubts_on(difference(), 10100, hardly),
               {"feature a - b", "0 and values beyond +-90 count as missing, as in magnitudes"});
  expect_doubt(doubts_on(band(), 10100, hardly), {"Is the column a magnitude?"});
  expect_doubt(doubts_on(column("x"), 100, [](int) { return no_value; }), {"0 of 100 stars"});
}

TEST(FeatureDoubts, values_beyond_the_largest) {
  expect_doubt(doubts_on(column("JD"), 1000, [](int i) { return 2457000.0 + i; }),
               {"1,000 of 1,000 values of the feature JD are above 65,280", "less a constant"});
  expect_doubt(doubts_on(column("x"), 1000, [](int i) { return i == 3 ? -1e6 : even(i); }),
               {"1 of 1,000 values"});
}

TEST(FeatureDoubts, values_that_are_too_small) {
  expect_doubt(doubts_on(column("flux"), 1000, [](int i) { return 1e-14 * (1.0 + even(i)); }),
               {"1,000 of 1,000 values of the feature flux are 0 or within 5e-7", "logarithm"});
  expect_doubt(doubts_on(column("x"), 1000, [](int i) { return 1e-4 * even(i); }),
               {"that are told from 0 are nearer to it than 6e-5", "smaller unit"});
  expect_doubt(doubts_on(column("x"), 1000, [](int i) { return i % 2 == 0 ? 1.0 : 1e-5; }),
               {"500 of the 1,000 values"});
}

TEST(FeatureDoubts, a_number_that_stands_for_missing_values) {
  for (const double filler : {-9999.0, -999.0, -99.0, -9.99, 99.99, 9999.0}) {
    expect_doubt(
        doubts_on(column("x"), 1000, [&](int i) { return i % 50 == 0 ? filler : even(i); }),
        {"20 of 1,000 values of the feature x are near " + std::to_string(filler).substr(0, 3),
         "Leave these cells blank"});
  }
  // Near the others, and no number that is used so.
  const std::vector<std::string> none;
  EXPECT_EQ(
      doubts_on(column("x"), 1000, [](int i) { return i % 50 == 0 ? -99.0 : 60.0 * even(i); }),
      none);
  EXPECT_EQ(doubts_on(column("x"), 1000, [](int i) { return i % 50 == 0 ? 42.0 : even(i); }), none);
}

TEST(FeatureDoubts, a_filler_hides_nothing) {
  const auto doubts = doubts_on(column("x"), 1000, [](int i) {
    return i % 50 == 0 ? -99.0 : i % 50 == 1 ? 99.0 : 1e-9 * even(i);
  });
  ASSERT_EQ(doubts.size(), 3U);
  EXPECT_NE(doubts[0].find("near -99"), std::string::npos);
  EXPECT_NE(doubts[1].find("near 99"), std::string::npos);
  EXPECT_NE(doubts[2].find("960 of 960 values of the feature x are 0"), std::string::npos);
}

TEST(FeatureDoubts, values_whose_differences_are_rounded_away) {
  expect_doubt(doubts_on(column("MJD"), 1000, [](int i) { return 57200.0 + 100.0 * even(i); }),
               {"nearly all 1,000 values of the feature MJD lie between 57088 and", "steps of 256",
                "less a constant (57088)"});
  expect_doubt(doubts_on(column("year"), 1000, [](int i) { return 2015.5 + even(i); }),
               {"steps of 8 only"});
  expect_doubt(doubts_on(column("x"), 1000, [](int i) { return -2015.5 + even(i); }),
               {"steps of 8 only"});
}

TEST(FeatureDoubts, each_feature_is_looked_at) {
  FeatureTally tally{2};
  FeatureCodes codes;
  for (int i = 0; i < 200; ++i) {
    codes.of[0] = FeatureCode::of(even(i));
    codes.of[1] = FeatureCode::not_covered;
    tally.add(14.0, codes);
  }
  EXPECT_TRUE(doubts_on_features(std::vector{column("x"), column("y")}, tally).empty());
  codes.of[1] = FeatureCode::missing;
  tally.add(14.0, codes, 200);
  expect_doubt(doubts_on_features(std::vector{column("x"), column("y")}, tally),
               {"0 of 200 stars have a value of the feature y"});
}

} // namespace
} // namespace counterpoint

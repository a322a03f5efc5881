#include "counterpoint/sources/feature_tally.hpp"
#include "counterpoint/sources/features.hpp"
#include "counterpoint/sources/infrared_options.hpp"
#include "support/refusal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace counterpoint {
namespace {

TEST(FeatureCode, keeps_eleven_binary_digits_and_the_order) {
  std::uint16_t last = FeatureCode::missing;
  for (const double value : {-65504.0, -1000.3, -1.7, -0.031, -1e-5, 0.0, 1e-7, 6e-5, 0.0311, 0.75,
                             0.999, 1.0, 2.5, 15.123, 65504.0}) {
    const std::uint16_t code = FeatureCode::of(value);
    EXPECT_GT(code, last) << value;
    EXPECT_NEAR(FeatureCode::value(code), value, std::abs(value) / 2048.0 + 0x1p-25);
    last = code;
  }
  EXPECT_EQ(FeatureCode::of(std::numeric_limits<double>::quiet_NaN()), FeatureCode::missing);
  EXPECT_TRUE(std::isnan(FeatureCode::value(FeatureCode::missing)));
  EXPECT_EQ(FeatureCode::value(FeatureCode::of(1e9)), 65504.0);
  EXPECT_EQ(FeatureCode::value(FeatureCode::of(-std::numeric_limits<double>::infinity())),
            -65504.0);
}

TEST(FeatureCode, of_many_values_are_those_of_each) {
  std::vector<double> values{std::numeric_limits<double>::quiet_NaN(),
                             std::numeric_limits<double>::infinity(), 0.0, -0.0, 1e300};
  for (double value = 1e-9; value < 1e6; value *= 1.0173) {
    values.push_back(value);
    values.push_back(-value);
  }
  std::vector<std::uint16_t> codes(values.size());
  FeatureCode::of(values, codes);
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_EQ(codes[i], FeatureCode::of(values[i])) << values[i];
}

TEST(FeatureCode, is_made_less) {
  EXPECT_NEAR(FeatureCode::value(FeatureCode::less(FeatureCode::of(1.5), 0.25F)), 1.25, 1e-3);
  EXPECT_NEAR(FeatureCode::value(FeatureCode::less(FeatureCode::of(0.1), 0.4F)), -0.3, 1e-3);
  EXPECT_EQ(FeatureCode::less(FeatureCode::of(1.5), 0.0F), FeatureCode::of(1.5));
  EXPECT_EQ(FeatureCode::less(FeatureCode::missing, 0.5F), FeatureCode::missing);
  EXPECT_EQ(FeatureCode::less(FeatureCode::not_covered, 0.5F), FeatureCode::not_covered);
}

TEST(FeatureCode, of_many_are_made_less_as_each_is) {
  std::vector<std::uint16_t> codes;
  std::vector<float> offsets;
  for (const float offset : {0.0F, 0.25F, -1.7F, 3e-6F, 1e5F, -1e-5F, std::nanf("")}) {
    for (std::uint32_t code = 0; code < 0x10000; code += 13) {
      codes.push_back(static_cast<std::uint16_t>(code));
      offsets.push_back(offset);
    }
    codes.insert(codes.end(), {FeatureCode::missing, FeatureCode::not_covered, 0x7FFF, 0x8000});
    offsets.insert(offsets.end(), 4, offset);
  }
  std::vector<std::uint16_t> made_less = codes;
  FeatureCode::subtract(offsets, made_less);
  for (std::size_t i = 0; i < codes.size(); ++i)
    ASSERT_EQ(made_less[i], FeatureCode::less(codes[i], offsets[i])) << codes[i] << offsets[i];
}

TEST(FeatureRequests, of_one_catalogue_know_no_second) {
  const auto refused = [](const std::string& feature, const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"--probability.feature", feature, "--infrared.catalogue",
                                       "i.csv"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Settings settings{joined({infrared_keys(), second_infrared_keys(), {feature_key()}}),
                            arguments};
    return test_support::refusal([&] { (void)feature_requests(settings, "infrared"); });
  };
  EXPECT_EQ(refused("2:H-Ks", {}),
            "probability.feature = 2:H-Ks: 2: means the second of two infrared catalogues, and "
            "infrared.2.catalogue is not given: give it, or leave 2: out");
  EXPECT_NE(refused("J-2:Ks", {}).find("2: means the second"), std::string::npos);
  EXPECT_NE(refused("1:H", {}).find("1: means the first"), std::string::npos);
  EXPECT_EQ(refused("2:H-Ks", {"--infrared.2.catalogue", "i2.csv"}), "accepted");
}

TEST(FeatureTally, counts_by_magnitude_and_value) {
  FeatureTally tally{2};
  const double missing = std::numeric_limits<double>::quiet_NaN();
  const FeatureCodes codes{{FeatureCode::of(0.75), FeatureCode::missing}};
  tally.add(14.1, codes);
  tally.add(14.4, codes);
  tally.add(14.6, codes);
  tally.add(missing, codes);
  tally.add(14.4, codes, -1);
  const std::size_t bin = FeatureTally::bin_of(codes.of[0]);
  EXPECT_NEAR(FeatureTally::value_of(bin), 0.75, 0.01);
  EXPECT_EQ(tally.counts(0, 28)[bin], 1);
  EXPECT_EQ(tally.counts(0, 29)[bin], 1);
  EXPECT_EQ(tally.counts(0, FeatureTally::n_rows - 1)[bin], 1);
  EXPECT_EQ(tally.counts(1, 28)[FeatureTally::bin_of(FeatureCode::missing)], 1);
  EXPECT_TRUE(std::isnan(FeatureTally::value_of(FeatureTally::bin_of(FeatureCode::missing))));
}

TEST(FeatureTally, visits_the_values_that_any_star_has) {
  FeatureTally tally{1};
  using Visited = std::vector<std::pair<std::size_t, std::int64_t>>;
  Visited expected;
  for (const std::size_t bin : {0, 1, 15, 16, 4095, 8176, 8191}) { // at the ends of what is skipped
    const auto code = static_cast<std::uint16_t>(bin * FeatureTally::codes_of_bin);
    tally.add(14.1, {{code}}, std::ssize(expected) + 1);
    expected.emplace_back(bin, std::ssize(expected) + 1);
  }
  Visited visited;
  const std::size_t row = FeatureTally::row_of(14.1);
  tally.for_each_count(0, row,
                       [&](std::size_t bin, std::int64_t n) { visited.emplace_back(bin, n); });
  EXPECT_EQ(visited, expected);
  tally.for_each_count(0, row + 1,
                       [&](std::size_t, std::int64_t) { FAIL() << "no star of that magnitude"; });
}

} // namespace
} // namespace counterpoint

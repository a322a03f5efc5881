#include "counterpoint/core/angle.hpp"
#include "counterpoint/core/check.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/columns.hpp"
#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/core/parted_groups.hpp"
#include "counterpoint/core/random.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/core/text_list.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace counterpoint {
namespace {

TEST(Angle, units) {
  EXPECT_DOUBLE_EQ(Angle::from_arcsec(3600.0).degrees(), 1.0);
  EXPECT_DOUBLE_EQ(Angle::from_arcmin(60.0).degrees(), 1.0);
  EXPECT_DOUBLE_EQ(Angle::from_degrees(180.0).radians(), std::numbers::pi);
  EXPECT_DOUBLE_EQ(hypot(Angle::from_arcsec(3.0), Angle::from_arcsec(4.0)).arcsec(), 5.0);
  EXPECT_EQ(Angle::from_degrees(266.23813).degrees(), 266.23813);
}

TEST(Angle, a_missing_one_is_not_finite_and_compares_with_nothing) {
  EXPECT_FALSE(Angle::nan().is_finite());
  EXPECT_FALSE(Angle::nan() == Angle::nan());
  EXPECT_FALSE(Angle::nan() < Angle{} || Angle::nan() >= Angle{});
}

TEST(Text, trimmed_takes_off_blanks_tabs_and_line_ends) {
  EXPECT_EQ(trimmed(" \ta b\r\n"), "a b");
  EXPECT_EQ(trimmed(" \t\r\n"), "");
  EXPECT_EQ(trimmed(""), "");
}

TEST(Text, lower_case_changes_ascii_letters_alone) {
  EXPECT_EQ(lower_case("RAJ2000_\xc3\x84 [Z]"), "raj2000_\xc3\x84 [z]");
}

TEST(Text, a_number_fills_its_text) {
  EXPECT_EQ(parse_number<double>("-1.5e3"), -1500.0);
  EXPECT_EQ(parse_number<std::int64_t>("-9223372036854775808"), INT64_MIN);
  for (const char* text : {"", " 1", "1 ", "+1", "1x", "x"})
    EXPECT_FALSE(parse_number<double>(text)) << text;
  EXPECT_FALSE(parse_number<double>("1e999"));
  EXPECT_FALSE(parse_number<std::int64_t>("9223372036854775808"));
  EXPECT_FALSE(parse_number<std::int64_t>("1.0"));
}

TEST(Check, throws_with_the_place) {
  EXPECT_NO_THROW(check(true, "fine"));
  try {
    check(false, "broken");
    FAIL();
  } catch (const InternalError& error) {
    EXPECT_NE(std::string{error.what()}.find("broken"), std::string::npos);
    EXPECT_NE(std::string{error.what()}.find("core_test.cpp"), std::string::npos);
    EXPECT_EQ(error.code(), ExitCode::failure);
  }
}

TEST(CheckedCast, refuses_to_change_a_value) {
  EXPECT_EQ(checked_cast<int>(std::int64_t{7}), 7);
  EXPECT_THROW((void)checked_cast<int>(std::int64_t{1} << 40U), InternalError);
  EXPECT_THROW((void)checked_cast<unsigned>(-1), InternalError);
}

std::vector<double> terms() {
  std::vector<double> values;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const auto [u, v] = random_uniforms({.seed = 21, .id = i});
    values.push_back((u - 0.5) * std::pow(10.0, 8.0 * v - 4.0));
  }
  return values;
}

TEST(ExactSum, does_not_depend_on_order_or_grouping) {
  std::vector<double> values = terms();
  ExactSum forward;
  for (const double value : values)
    forward.add(value);
  std::reverse(values.begin(), values.end());
  ExactSum halves[2];
  for (std::size_t i = 0; i < values.size(); ++i)
    halves[i % 2].add(values[i]);
  halves[0].add(halves[1]);
  EXPECT_EQ(halves[0].limbs(), forward.limbs());
  EXPECT_EQ(halves[0].value(), forward.value());
  EXPECT_NEAR(forward.value(), std::accumulate(values.begin(), values.end(), 0.0), 1e-9);
}

TEST(ExactSum, of_a_single_term_is_the_term) {
  for (const double value : terms()) {
    ExactSum sum;
    sum.add(value);
    EXPECT_NEAR(sum.value(), value, 0x1p-60 + std::abs(value) * 0x1p-52);
  }
}

TEST(ExactSum, a_term_many_times_is_as_adding_it_so_often) {
  for (const double value : terms()) {
    ExactSum one_by_one;
    ExactSum at_once;
    for (int i = 0; i < 1000; ++i)
      one_by_one.add(value);
    at_once.add(value, 1000);
    EXPECT_EQ(at_once.limbs(), one_by_one.limbs()) << value;
  }
  ExactSum sum;
  sum.add(NAN, 3);
  EXPECT_TRUE(std::isnan(sum.value()));
}

TEST(ExactSum, a_column_is_as_its_terms_one_by_one) {
  const auto expect_same = [](const std::vector<double>& column) {
    ExactSum one_by_one;
    for (const double term : column)
      one_by_one.add(term);
    ExactSum at_once;
    at_once.add(std::span{column});
    EXPECT_EQ(at_once.limbs(), one_by_one.limbs());
  };
  std::vector<double> column = terms();
  for (const int n : {0, 1, 15, 16, 17, 100})
    expect_same({column.begin(), column.begin() + n});
  std::vector<double> angles;
  for (int i = 0; i < 10000; ++i)
    angles.push_back(359.99999999 - 0.123456789012345 * i);
  expect_same(angles);
  angles[5000] = 0x1p39; // beyond what is added fast
  expect_same(angles);
  angles[77] = std::numeric_limits<double>::quiet_NaN();
  expect_same(angles);
  column[3] = std::numeric_limits<double>::infinity();
  expect_same(column);
}

TEST(Columns, extent_leaves_out_what_is_no_number) {
  std::vector<double> column(100, std::numeric_limits<double>::quiet_NaN());
  EXPECT_GT(extent_of(column).lowest, extent_of(column).highest);
  column[99] = 3.0;
  EXPECT_EQ(extent_of(column).lowest, 3.0);
  column[17] = -2.0;
  EXPECT_EQ(extent_of(column).lowest, -2.0);
  EXPECT_EQ(extent_of(column).highest, 3.0);
  EXPECT_EQ(extent_of(std::span{column}.last(1)).lowest, 3.0);
}

TEST(PartedGroups, are_found_again_across_parts) {
  PartedGroups<std::int64_t> groups;
  constexpr std::size_t n_of_part = (std::size_t{3} << 20U) / sizeof(std::int64_t);
  const std::vector<std::size_t> sizes{0, 5, n_of_part - 7, 0, 9, 2 * n_of_part, 1, 0};
  std::int64_t next = 0;
  for (const std::size_t size : sizes) {
    const std::span<std::int64_t> group = groups.add_group(size);
    ASSERT_EQ(group.size(), size);
    std::iota(group.begin(), group.end(), next);
    next += static_cast<std::int64_t>(size);
  }
  ASSERT_EQ(groups.size(), sizes.size());
  EXPECT_EQ(groups.n_values(), static_cast<std::size_t>(next));
  std::int64_t expected = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    EXPECT_EQ(groups.first(i), static_cast<std::size_t>(expected));
    ASSERT_EQ(groups[i].size(), sizes[i]);
    for (const std::int64_t value : groups[i])
      ASSERT_EQ(value, expected++);
  }
}

TEST(ExactSum, is_not_fooled_by_what_is_no_number) {
  ExactSum sum;
  sum.add(1.0);
  sum.add(NAN);
  EXPECT_TRUE(std::isnan(sum.value()));
}

TEST(NearestWord, finds_the_word_that_was_meant) {
  const std::vector<std::string> keys{"xray.catalogue", "null.trials", "null.shift-max"};
  EXPECT_EQ(nearest_word("null.trails", keys), "null.trials");
  EXPECT_EQ(nearest_word("XRAY.catalog", keys), "xray.catalogue");
  EXPECT_EQ(nearest_word("something else entirely", keys), "");
}

TEST(JoinWords, counts_the_rest) {
  const std::vector<std::string> words{"a", "b", "c"};
  EXPECT_EQ(join_words(words), "a, b, c");
  EXPECT_EQ(join_words(words, 2), "a, b and 1 more");
}

TEST(TextList, has_the_texts_that_it_was_given) {
  TextList texts;
  EXPECT_TRUE(texts.empty());
  for (const char* text : {"", "a text", "", "b"})
    texts.push_back(text);
  EXPECT_EQ(texts.size(), 4U);
  EXPECT_EQ(texts[0], "");
  EXPECT_EQ(texts[1], "a text");
  EXPECT_EQ(texts[2], "");
  EXPECT_EQ(texts[3], "b");
}

} // namespace
} // namespace counterpoint

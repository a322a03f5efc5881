#include "counterpoint/sources/class_rule.hpp"
#include "support/refusal.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace counterpoint {
namespace {

using test_support::refusal;

ClassRule rule_of(const std::string& text) {
  return class_rule(
      Settings{std::vector{class_key()}, std::vector<std::string>{"--xray.class", text}});
}

NodeTexts texts_of(const std::vector<std::string>& rows) {
  TextList texts;
  for (const std::string& row : rows)
    texts.push_back(row);
  return texts;
}

using Places = std::vector<std::uint16_t>;

TEST(ClassRule, is_a_column_limits_in_a_column_or_the_error) {
  EXPECT_FALSE(rule_of("").is_given());
  EXPECT_TRUE(rule_of("auto").by_error);
  EXPECT_EQ(rule_of("type").column.name, "type");
  EXPECT_EQ(rule_of("type").column.quantity, Quantity::text);
  const ClassRule limits = rule_of("HR0 : -0.175, 0.5");
  EXPECT_EQ(limits.column.name, "HR0");
  EXPECT_EQ(limits.column.quantity, Quantity::number);
  EXPECT_EQ(limits.limits, (std::vector{-0.175, 0.5}));
  EXPECT_EQ(rule_of("phot:mag").column.name, "phot:mag"); // no number behind the colon
}

TEST(ClassRule, refuses_limits_that_make_no_classes) {
  EXPECT_NE(refusal([] { (void)rule_of("HR: 1, 1"); }).find("must ascend"), std::string::npos);
  EXPECT_NE(refusal([] { (void)rule_of(": 1"); }).find("COLUMN: LIMIT"), std::string::npos);
}

TEST(Classify, texts_in_alphabetical_order) {
  const RowClasses classes = classify(rule_of("type"), texts_of({"soft ", "hard", " ", "soft"}));
  EXPECT_EQ(classes.names, (std::vector<std::string>{"(blank)", "hard", "soft"}));
  EXPECT_EQ(classes.of_row, (Places{2, 1, 0, 2}));
}

TEST(Classify, more_values_than_classes_can_be_fitted_are_refused) {
  std::vector<std::string> texts;
  for (int i = 0; i < 21; ++i)
    texts.push_back(std::to_string(i));
  const std::string message = refusal([&] { (void)classify(rule_of("HR"), texts_of(texts)); });
  EXPECT_NE(message.find("21 different values"), std::string::npos) << message;
  EXPECT_NE(message.find("xray.class = HR: 0, 0.5"), std::string::npos) << message;
}

TEST(Classify, numbers_by_limits_of_which_the_upper_class_has_the_limit) {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  const RowClasses classes =
      classify(rule_of("HR: 0, 0.5"), std::vector{-1.0, 0.0, 0.5, missing, 0.4});
  EXPECT_EQ(classes.names,
            (std::vector<std::string>{"HR < 0", "0 <= HR < 0.5", "HR >= 0.5", "HR missing"}));
  EXPECT_EQ(classes.of_row, (Places{0, 1, 2, 3, 1}));
  const RowClasses complete = classify(rule_of("HR: 0"), std::vector{1.0});
  EXPECT_EQ(complete.names, (std::vector<std::string>{"HR < 0", "HR >= 0"}));
}

// Hardness ratios, with so many of a number instead.
std::vector<double> ratios_and(double number, std::size_t n) {
  std::vector<double> numbers(n, number);
  for (int i = -100; i <= 100; ++i)
    numbers.push_back(0.01 * i);
  return numbers;
}

TEST(Classify, numbers_that_stand_for_missing_ones_are_seen) {
  for (const double number : {-999.0, 99.0}) {
    const RowClasses classes = classify(rule_of("HR: 0"), ratios_and(number, 20));
    ASSERT_EQ(classes.fillers.size(), 1U);
    EXPECT_EQ(classes.fillers[0].number, number);
    EXPECT_EQ(classes.fillers[0].n_rows, 20);
    EXPECT_EQ(classes.fillers[0].n_numbers, 221);
  }
}

TEST(Classify, far_numbers_of_few_and_flags_are_no_fillers) {
  EXPECT_TRUE(classify(rule_of("HR: 0"), ratios_and(-999.0, 2)).fillers.empty());
  EXPECT_TRUE(classify(rule_of("HR: 0"), ratios_and(-1.0, 50)).fillers.empty());
  EXPECT_TRUE(classify(rule_of("HR: 0"), std::vector(60, -999.0)).fillers.empty());
  std::vector<double> flags(100, 0.0);
  flags.resize(150, 100.0);
  EXPECT_TRUE(classify(rule_of("flag: 50"), flags).fillers.empty());
}

} // namespace
} // namespace counterpoint

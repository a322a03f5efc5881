#include "catalogue/text/fields.hpp"

#include <gtest/gtest.h>

namespace counterpoint {
namespace {

using Fields = std::vector<std::string>;

Fields split(std::string_view line, char separator = ',', bool quoted = true) {
  Fields fields{"left", "from", "the", "line", "before"};
  EXPECT_TRUE(split_fields(line, {separator, quoted}, fields)) << line;
  return fields;
}

TEST(Fields, separators) {
  EXPECT_EQ(split("a,b,,c"), (Fields{"a", "b", "", "c"}));
  EXPECT_EQ(split("a;b;", ';'), (Fields{"a", "b", ""}));
  EXPECT_EQ(split("a\t\tb", '\t'), (Fields{"a", "", "b"}));
  EXPECT_EQ(split("  a  \t b   c  ", ' '), (Fields{"a", "b", "c"}));
  EXPECT_EQ(split(""), (Fields{""}));
}

TEST(Fields, blanks_around_and_the_carriage_return_go) {
  EXPECT_EQ(split(" a , b b ,c \r"), (Fields{"a", "b b", "c"}));
}

TEST(Fields, quotes_hide_separators_and_double_quotes_are_one) {
  EXPECT_EQ(split(R"("a,b", "say ""hi""",c,"")"), (Fields{"a,b", "say \"hi\"", "c", ""}));
  EXPECT_EQ(split(R"("a b" c "d	e")", ' '), (Fields{"a b", "c", "d\te"}));
}

TEST(Fields, a_quote_within_a_field_is_a_character) {
  EXPECT_EQ(split("5\" off,b"), (Fields{"5\" off", "b"}));
  EXPECT_EQ(split("\"h:m:s\";b", ';', false), (Fields{"\"h:m:s\"", "b"}));
}

TEST(Fields, a_quote_without_end_is_noticed) {
  Fields fields;
  EXPECT_FALSE(split_fields("a,\"b,c", {',', true}, fields));
  EXPECT_FALSE(split_fields("a,\"b\"\",c", {',', true}, fields));
}

} // namespace
} // namespace counterpoint

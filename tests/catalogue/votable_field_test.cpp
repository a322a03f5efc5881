#include "votable.hpp"

#include "files.hpp"
#include "support/missing.hpp"
#include "values.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

// What the fields of VOTables hold, type by type and null by null, in each serialization.
namespace counterpoint {
namespace {

using namespace test_support;
using Integers = std::vector<std::int64_t>;
using Texts = std::vector<std::string>;

constexpr std::array serializations{"TABLEDATA", "BINARY", "BINARY2"};

struct VotableFieldTest : testing::Test {
  TemporaryFolder folder;

  WholeTable read(const std::string& document) {
    return read_files_whole(std::array{write_file(folder.path() / "a.vot", document)});
  }
};

// One field, read from each serialization in turn.
struct Field : VotableFieldTest, testing::WithParamInterface<const char*> {
  WholeTable read_field(const std::string& attributes, const std::vector<Cell>& cells,
                        const std::string& children = "") {
    std::vector<Row> rows;
    for (const Cell& cell : cells)
      rows.push_back({cell});
    return read(votable("<FIELD name='x' " + attributes + ">" + children + "</FIELD>",
                        serialized(GetParam(), rows)));
  }
  void expect_numbers(const WholeTable& table, const std::vector<double>& expected) {
    const auto numbers = table.numbers({"x", Quantity::number, ""});
    ASSERT_EQ(numbers.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      EXPECT_TRUE(numbers[i] == expected[i] || (std::isnan(numbers[i]) && std::isnan(expected[i])))
          << i << ": " << numbers[i];
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Serializations, Field, testing::ValuesIn(serializations),
                         [](const auto& serialization) { return serialization.param; });

TEST_P(Field, integers_of_every_width) {
  EXPECT_EQ(values<std::int64_t>(
                read_field("datatype='unsignedByte'", {{"0", big_endian<std::uint8_t>(0)},
                                                       {"0xFF", big_endian<std::uint8_t>(255)}})),
            (Integers{0, 255}));
  EXPECT_EQ(values<std::int64_t>(
                read_field("datatype='short'", {{"-32768", big_endian<std::int16_t>(-32768)},
                                                {" 32767\n", big_endian<std::int16_t>(32767)}})),
            (Integers{-32768, 32767}));
  EXPECT_EQ(values<std::int64_t>(
                read_field("datatype='int' arraysize='1'",
                           {{"-2147483648", big_endian<std::int32_t>(-2147483647 - 1)}})),
            (Integers{-2147483647 - 1}));
  EXPECT_EQ(values<std::int64_t>(
                read_field("datatype='long'",
                           {{"9223372036854775807", big_endian<std::int64_t>(9223372036854775807)},
                            {"-9007199254740993", big_endian<std::int64_t>(-9007199254740993)}})),
            (Integers{9223372036854775807, -9007199254740993}));
}

TEST_P(Field, floating_point_numbers) {
  expect_numbers(read_field("datatype='float'", {{"1.5", big_endian(1.5F)},
                                                 {"NaN", big_endian(std::nanf(""))},
                                                 {"-3e6", big_endian(-3e6F)}}),
                 {1.5, missing, -3e6});
  const double inexact = 210.80222729081368;
  expect_numbers(read_field("datatype='double'",
                            {{"210.80222729081368", big_endian(inexact)},
                             {"+Inf", big_endian(std::numeric_limits<double>::infinity())},
                             {"", big_endian(missing)}}),
                 {inexact, missing, missing});
}

TEST_P(Field, declared_kinds_stay) {
  EXPECT_EQ(values<double>(read_field("datatype='double'", {{"1", big_endian(1.0)}})),
            (std::vector<double>{1.0}));
  EXPECT_EQ(values<std::string>(read_field("datatype='char' arraysize='2'", {{"", "  "}})),
            (Texts{""}));
}

TEST_P(Field, logical_values) {
  const WholeTable table = read_field(
      "datatype='boolean'", {{"true", "T"}, {"F", "0"}, {"?", "?"}, {"", " "}, {"1", "t"}});
  EXPECT_EQ(values<std::string>(table), (Texts{"T", "F", "", "", "T"}));
}

TEST_P(Field, a_lone_bit) {
  const WholeTable table =
      read_field("datatype='bit'", {{"1", "\x80"}, {"0", std::string(1, '\0')}, {"1", "\x08"}});
  EXPECT_EQ(values<std::int64_t>(table), (Integers{1, 0, 1}));
}

TEST_P(Field, characters_of_fixed_and_variable_number) {
  EXPECT_EQ(
      values<std::string>(read_field(
          "datatype='char' arraysize='6'",
          {{"ab c", std::string{"ab c\0z", 6}}, {" x", " x    "}, {"&lt;&#946;", "<\xce\xb2   "}})),
      (Texts{"ab c", "x", "<\xce\xb2"}));
  EXPECT_EQ(values<std::string>(read_field("datatype='char' arraysize='*'",
                                           {list("2CXO J1", 7, "2CXO J1"), list("", 0, "")})),
            (Texts{"2CXO J1", ""}));
  EXPECT_EQ(values<std::string>(
                read_field("datatype='char' arraysize='30*'", {list("<![CDATA[a<b]]>", 3, "a<b")})),
            (Texts{"a<b"}));
  EXPECT_EQ(values<std::string>(read_field("datatype='char'", {{"a", "a"}, {"b", "b"}})),
            (Texts{"a", "b"}));
}

TEST_P(Field, unicode_characters) {
  const std::string utf16{"\x03\xb2\x00_\xd8\x35\xdc\x00", 8}; // beta, underscore, U+1D400
  EXPECT_EQ(values<std::string>(read_field("datatype='unicodeChar' arraysize='*'",
                                           {list("\xce\xb2_\xf0\x9d\x90\x80", 4, utf16)})),
            (Texts{"\xce\xb2_\xf0\x9d\x90\x80"}));
  EXPECT_EQ(values<std::string>(read_field("datatype='unicodeChar' arraysize='3'",
                                           {{"ab", std::string{"\0a\0b\0\0", 6}}})),
            (Texts{"ab"}));
}

TEST_P(Field, numbers_written_as_text) {
  expect_numbers(read_field("datatype='char' arraysize='4'", {{"1.5", "1.5 "}, {"", "    "}}),
                 {1.5, missing});
  EXPECT_EQ(values<std::string>(read_field("datatype='char' arraysize='3'", {{"007", "007"}})),
            (Texts{"007"}));
}

TEST_P(Field, declared_nulls_are_missing) {
  const std::vector<Cell> shorts{{"-99", big_endian<std::int16_t>(-99)},
                                 {"7", big_endian<std::int16_t>(7)}};
  expect_numbers(read_field("datatype='short'", shorts, "<VALUES null='-99'/>"), {missing, 7});
  expect_numbers(read_field("datatype='short' null='-99'", shorts), {missing, 7});
  expect_numbers(
      read_field("datatype='short'", shorts, "<VALUES type='actual'/><VALUES null='-99'/>"),
      {missing, 7});
  expect_numbers(read_field("datatype='double'",
                            {{"-99.0", big_endian(-99.0)}, {"1", big_endian(1.0)}},
                            "<VALUES null='-99'/>"),
                 {missing, 1});
  EXPECT_EQ(values<std::string>(read_field("datatype='char' arraysize='1'",
                                           {{"-", "-"}, {"a", "a"}}, "<VALUES null='-'/>")),
            (Texts{"", "a"}));
}

TEST_F(VotableFieldTest, the_mask_of_binary2_marks_what_is_missing) {
  std::string fields;
  Row all;
  Row none;
  for (int i = 0; i < 11; ++i) { // more than one byte of flags
    fields += "<FIELD name='x" + std::to_string(i) + "' datatype='int'/>";
    all.push_back({"", big_endian<std::int32_t>(i), false});
    none.push_back({"", big_endian<std::int32_t>(i), i == 0 || i == 7 || i == 8 || i == 10});
  }
  const WholeTable table = read(votable(fields, serialized("BINARY2", {all, none})));
  for (int i = 0; i < 11; ++i) {
    const auto numbers = table.numbers({"x" + std::to_string(i), Quantity::number, ""});
    EXPECT_EQ(numbers[0], i);
    EXPECT_EQ(std::isnan(numbers[1]), none[static_cast<std::size_t>(i)].is_flagged) << i;
  }
}

TEST_P(Field, lists_are_passed_over_and_named) {
  const std::string fields = "<FIELD name='a' datatype='double' arraysize='2'/>"
                             "<FIELD name='b' datatype='int' arraysize='*'/>"
                             "<FIELD name='c' datatype='char' arraysize='2x3'/>"
                             "<FIELD name='d' datatype='floatComplex'/>"
                             "<FIELD name='e' datatype='bit' arraysize='9'/>"
                             "<FIELD name='f' datatype='short' arraysize='2x*'/>"
                             "<FIELD name='g' datatype='doubleComplex'/>"
                             "<FIELD name='x' datatype='int'/>";
  const std::string four(4, '\1');
  const Row row{{"1 2", four + four + four + four},
                list("1 2 3", 3, four + four + four),
                {"aabbcc", "aabbcc"},
                {"1 2", four + four},
                {"111111111", "ab"},
                list("1 2 3 4", 4, four + four),
                {"1 2", four + four + four + four},
                {"5", big_endian<std::int32_t>(5)}};
  const WholeTable table = read(votable(fields, serialized(GetParam(), {row, row})));
  EXPECT_EQ(values<std::int64_t>(table), (Integers{5, 5}));
  EXPECT_EQ(table.columns.size(), 1U);
  ASSERT_EQ(table.notes.size(), 7U);
  EXPECT_MENTIONS(table.notes[0], "a.vot: column 'a' holds 2 values a row and is left out");
  EXPECT_MENTIONS(table.notes[1], "a list of values");
  EXPECT_MENTIONS(table.notes[2], "several texts");
  EXPECT_MENTIONS(table.notes[3], "complex");
}

TEST_F(VotableFieldTest, a_field_brings_its_unit_ucd_and_description) {
  const WholeTable table = read(votable("<FIELD name='ra' datatype='double' unit='deg' "
                                        "ucd='pos.eq.ra;meta.main'><DESCRIPTION>\n  Right\n   "
                                        "ascension </DESCRIPTION></FIELD>"
                                        "<FIELD ID='c2' datatype='double'/>",
                                        tabledata({{{"1", ""}, {"2", ""}}})));
  EXPECT_EQ(table.columns[0].unit, "deg");
  EXPECT_EQ(table.columns[0].ucd, "pos.eq.ra;meta.main");
  EXPECT_EQ(table.columns[0].description, "Right ascension");
  EXPECT_EQ(table.columns[1].name, "c2");
  EXPECT_EQ(table.with_ucd("POS.eq.ra;meta.main"), std::vector{&table.columns[0]});
}

TEST_P(Field, units_are_applied) {
  const WholeTable table = read_field("datatype='double' unit='mas'", {{"150", big_endian(150.0)}});
  EXPECT_DOUBLE_EQ(table.angles({"x", Quantity::angular_error, ""})[0].arcsec(), 0.15);
  const WholeTable text =
      read_field("datatype='char' arraysize='8' unit='\"h:m:s\"'", {{"17 45 00", "17 45 00"}});
  EXPECT_DOUBLE_EQ(text.angles({"x", Quantity::right_ascension, ""})[0].degrees(), 266.25);
}

} // namespace
} // namespace counterpoint

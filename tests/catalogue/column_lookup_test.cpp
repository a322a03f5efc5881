#include "catalogue/layout/column_lookup.hpp"

#include "files.hpp"

#include <gtest/gtest.h>

namespace counterpoint {
namespace {

using namespace test_support;

const ColumnRequest any_ra{"", Quantity::right_ascension, "xray.ra"};
const ColumnRequest any_dec{"", Quantity::declination, "xray.dec"};

ColumnRequest named(const std::string& name) {
  return {name, Quantity::number, "k"};
}

// The name of the column found; its UCD follows a '|'.
std::string found(const std::vector<std::string>& columns, const ColumnRequest& request) {
  std::vector<ColumnInfo> infos;
  for (const std::string& column : columns) {
    const auto bar = column.find('|');
    infos.push_back(
        {.name = column.substr(0, bar), .ucd = bar == column.npos ? "" : column.substr(bar + 1)});
  }
  return infos[static_cast<std::size_t>(find_column(infos, request, "X-ray catalogue 'a'").index)]
      .name;
}

std::string error(const std::vector<std::string>& columns, const ColumnRequest& request) {
  return input_error_of([&] { (void)found(columns, request); });
}

TEST(ColumnLookup, by_exact_name_then_ignoring_case) {
  EXPECT_EQ(found({"RA", "ra"}, named("ra")), "ra");
  EXPECT_EQ(found({"Ra", "dec"}, named("RA")), "Ra");
  EXPECT_MENTIONS(error({"Ra", "rA"}, named("RA")), "2 columns named 'RA'");
  EXPECT_MENTIONS(error({"Ra"}, named("Rx")), "did you mean 'Ra'?");
}

TEST(ColumnLookup, a_repeated_name_by_its_number) {
  const std::vector<ColumnInfo> columns{
      {.name = "ra"}, {.name = "RA"}, {.name = "x"}, {.name = "RA"}};
  const auto index = [&](const std::string& name) {
    return find_column(columns, named(name), "a").index;
  };
  EXPECT_EQ(index("RA#1"), 1);
  EXPECT_EQ(index("RA#2"), 3);
  EXPECT_EQ(index("Ra#2"), 1); // no column of that very name: all three
  EXPECT_EQ(index("x#1"), 2);
  EXPECT_EQ(found({"RA", "RA", "RA#2"}, named("RA#2")), "RA#2"); // called just that
  EXPECT_MENTIONS(error({"RA", "RA", "RA"}, named("RA")),
                  "has 3 columns named 'RA': choose one by its place, RA#1, RA#2 or RA#3, as k");
  for (const char* name : {"RA#3", "RA#0", "RA#-1", "RA#", "RA#x", "#1", "y#1"})
    EXPECT_MENTIONS(error({"RA", "RA"}, named(name)), "has no column '" + std::string{name} + "'");
  EXPECT_EQ(find_column(columns, {"RA#3", Quantity::number, "k", true}, "a").index,
            ColumnPlan::absent);
  EXPECT_MENTIONS(error({"RAJ2000", "DEJ2000", "RAJ2000", "DEJ2000"}, any_ra),
                  "several columns could be right ascension (RAJ2000#1, RAJ2000#2)");
}

TEST(ColumnLookup, the_main_ucd_comes_first) {
  EXPECT_EQ(found({"ra", "a|pos.eq.ra", "b|pos.eq.ra;meta.main"}, any_ra), "b");
  EXPECT_EQ(found({"d|POS.EQ.DEC; meta.main", "dec"}, any_dec), "d");
  EXPECT_EQ(found({"x|POS_EQ_RA_MAIN", "ra|POS_EQ_RA"}, any_ra), "x");
  EXPECT_EQ(found({"x|POS_EQ_DEC_MAIN"}, any_dec), "x");
}

TEST(ColumnLookup, a_lone_ucd_serves_without_main) {
  EXPECT_EQ(found({"a|pos.eq.ra", "e|stat.error;pos.eq.ra", "ra"}, any_ra), "a");
  EXPECT_EQ(found({"a|pos.eq.dec", "ra|pos.eq.ra"}, any_dec), "a");
}

TEST(ColumnLookup, several_equal_ucds_leave_it_to_the_name) {
  EXPECT_EQ(found({"a|pos.eq.ra", "ra|pos.eq.ra"}, any_ra), "ra");
  const std::string message = error({"a|pos.eq.ra", "b|pos.eq.ra", "c"}, any_ra);
  EXPECT_MENTIONS(message, "several columns could be right ascension (a, b)");
  EXPECT_MENTIONS(message, "its columns are: a, b, c; set xray.ra to the right one");
}

TEST(ColumnLookup, usual_names_serve_where_they_leave_no_choice) {
  EXPECT_EQ(found({"name", "RAJ2000", "DEJ2000"}, any_ra), "RAJ2000");
  EXPECT_EQ(found({"name", "RAJ2000", "DEJ2000"}, any_dec), "DEJ2000");
  EXPECT_EQ(found({"RA", "Dec"}, any_dec), "Dec");
  EXPECT_EQ(found({"RA", "Decl", "Err90"}, any_dec), "Decl");   // Swift's
  EXPECT_EQ(found({"_RAJ2000", "RAJ2000"}, any_ra), "RAJ2000"); // computed from the other
  EXPECT_EQ(found({"_RAJ2000", "e_RAJ2000"}, any_ra), "_RAJ2000");
  EXPECT_MENTIONS(error({"RAJ2000", "RA_ICRS"}, any_ra), "(RAJ2000, RA_ICRS)");
  EXPECT_MENTIONS(error({"ra", "RA"}, any_ra), "several");
}

TEST(ColumnLookup, nothing_that_tells) {
  const std::string message = error({"x", "y"}, any_dec);
  EXPECT_MENTIONS(message, "X-ray catalogue 'a': no column is marked or named as declination");
  EXPECT_MENTIONS(message, "its columns are: x, y; set xray.dec");
}

TEST(ColumnLookup, an_optional_column_may_lack) {
  EXPECT_EQ(find_column({}, {"x", Quantity::number, "k", true}, "a").index, ColumnPlan::absent);
}

TEST(ColumnLookup, what_cannot_serve_is_refused) {
  const std::vector<ColumnInfo> columns{{.name = "v", .unreadable = "holds 3 values a row"},
                                        {.name = "m", .unit = "mag"}};
  const auto message_of = [&](const ColumnRequest& request) {
    return input_error_of([&] { (void)find_column(columns, request, "a"); });
  };
  EXPECT_MENTIONS(message_of(named("v")), "column 'v' holds 3 values a row, one number");
  EXPECT_MENTIONS(message_of({"m", Quantity::declination, "k"}), "is in 'mag', an angle");
}

} // namespace
} // namespace counterpoint

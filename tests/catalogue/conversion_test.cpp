#include "catalogue/values/conversion.hpp"

#include "catalogue/values/sexagesimal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace counterpoint {
namespace {

double field(const char* text, Quantity quantity, const char* unit = "") {
  double value = -1.0;
  EXPECT_EQ(parse_field(text, find_conversion(quantity, unit).value(), value), FieldStatus::good)
      << text;
  return value;
}

FieldStatus status(const char* text, Quantity quantity) {
  double value = 0.0;
  return parse_field(text, find_conversion(quantity, "").value(), value);
}

TEST(Sexagesimal, every_way_of_writing_gives_the_same) {
  const double ra = 266.41683333333333; // 17 45 40.04
  for (const char* text : {"17 45 40.04", "17:45:40.04", "17h45m40.04s", "17H 45M 40.04S",
                           "+17 45 40.04", "  17 45  40.04", "17h45m40.04"}) {
    EXPECT_DOUBLE_EQ(parse_sexagesimal(text, true).value(), ra) << text;
  }
  const double dec = -29.007805555555555; // -29 00 28.1
  for (const char* text :
       {"-29 00 28.1", "-29:00:28.1", "-29d00m28.1s", "-29d00'28.1\"", "- 29 0 28.1"}) {
    EXPECT_DOUBLE_EQ(parse_sexagesimal(text, false).value(), dec) << text;
  }
}

TEST(Sexagesimal, minus_zero_degrees_keeps_the_sign) {
  EXPECT_DOUBLE_EQ(parse_sexagesimal("-00 30 00", false).value(), -0.5);
  EXPECT_DOUBLE_EQ(parse_sexagesimal("+00 30 00", false).value(), 0.5);
}

TEST(Sexagesimal, two_parts_may_have_decimal_minutes) {
  EXPECT_DOUBLE_EQ(parse_sexagesimal("-29 30.5", false).value(), -(29.0 + 30.5 / 60.0));
}

TEST(Sexagesimal, letters_overrule_the_unit) {
  EXPECT_DOUBLE_EQ(parse_sexagesimal("266d30m00s", true).value(), 266.5);
  EXPECT_DOUBLE_EQ(parse_sexagesimal("10h30m", false).value(), 157.5);
}

TEST(Sexagesimal, anything_else_is_refused) {
  for (const char* text : {"", "17", "abc", "17 45 40 12", "17 61 00", "17 30 61", "17.5 30 00",
                           "-", "17 4x 3", "17 -45 40", "17h45m40.04sx", "1e1 20 30"}) {
    EXPECT_FALSE(parse_sexagesimal(text, true).has_value()) << text;
  }
}

TEST(Field, missing_values_are_nan) {
  for (const char* text : {"", "   ", "NaN", "nan", "--", "null", "NULL", "none", "None", "N/A",
                           "masked", "inf", "\\N", "INDEF"}) {
    EXPECT_TRUE(std::isnan(field(text, Quantity::number))) << text;
    EXPECT_TRUE(std::isnan(field(text, Quantity::right_ascension))) << text;
  }
}

TEST(Field, proper_motions_are_in_mas_per_year) {
  EXPECT_EQ(field("-3.5", Quantity::proper_motion), -3.5);
  for (const char* unit : {"mas/yr", "mas yr**-1", "mas.yr-1", "mas.yr**-1", "MAS/YR", "mas/a",
                           "mas / yr", "mas*yr^-1", "[mas/yr]"}) {
    EXPECT_DOUBLE_EQ(field("-3.5", Quantity::proper_motion, unit), -3.5) << unit;
  }
  EXPECT_DOUBLE_EQ(field("0.25", Quantity::proper_motion, "arcsec/yr"), 250.0);
  EXPECT_DOUBLE_EQ(field("1e-6", Quantity::proper_motion, "deg/yr"), 3.6);
  for (const char* unit : {"mas", "km/s", "yr", "mas/day"})
    EXPECT_FALSE(find_conversion(Quantity::proper_motion, unit)) << unit;
  EXPECT_FALSE(find_conversion(Quantity::angular_error, "mas/yr"));
}

TEST(Field, numbers_are_converted_by_the_declared_unit) {
  EXPECT_EQ(field(" 266.5 ", Quantity::right_ascension), 266.5);
  EXPECT_EQ(field("266.5", Quantity::right_ascension, "deg"), 266.5);
  EXPECT_EQ(field("17.75", Quantity::right_ascension, "h"), 266.25);
  EXPECT_DOUBLE_EQ(field("3", Quantity::right_ascension, "rad"), 3.0 * 180.0 / std::numbers::pi);
  EXPECT_DOUBLE_EQ(field("-1800", Quantity::declination, "arcmin"), -30.0);
  EXPECT_EQ(field("1.5", Quantity::angular_error), 1.5);
  EXPECT_EQ(field("1.5", Quantity::angular_error, "arcsec"), 1.5);
  EXPECT_EQ(field("1.5", Quantity::angular_error, "\""), 1.5);
  EXPECT_EQ(field("0.001", Quantity::angular_error, "deg"), 3.6);
  EXPECT_DOUBLE_EQ(field("2", Quantity::angular_error, "arcmin"), 120.0);
  EXPECT_DOUBLE_EQ(field("150", Quantity::angular_error, "mas"), 0.15);
  EXPECT_EQ(field("-95.5", Quantity::position_angle), -95.5);
  EXPECT_EQ(field("370", Quantity::position_angle, "deg"), 370.0);
  EXPECT_DOUBLE_EQ(field("1", Quantity::position_angle, "rad"), 57.29577951308232);
  EXPECT_EQ(field("2.5", Quantity::off_axis_angle), 2.5);
  EXPECT_EQ(field("90", Quantity::off_axis_angle, "arcsec"), 1.5);
  EXPECT_DOUBLE_EQ(field("0.1", Quantity::off_axis_angle, "deg"), 6.0);
  EXPECT_EQ(field("12.5", Quantity::number, "mag"), 12.5);
}

TEST(Field, sexagesimal_right_ascension_is_hours_unless_its_unit_says_degrees) {
  EXPECT_DOUBLE_EQ(field("17 45 00", Quantity::right_ascension), 266.25);
  EXPECT_DOUBLE_EQ(field("17 45 00", Quantity::right_ascension, "\"h:m:s\""), 266.25);
  EXPECT_DOUBLE_EQ(field("266 15 00", Quantity::right_ascension, "deg"), 266.25);
  EXPECT_DOUBLE_EQ(field("-29 30 00", Quantity::declination, "\"d:m:s\""), -29.5);
}

TEST(Field, text_is_not_a_number) {
  EXPECT_EQ(status("abc", Quantity::number), FieldStatus::not_a_number);
  EXPECT_EQ(status("17 45 40", Quantity::number), FieldStatus::not_a_number);
  EXPECT_EQ(status("abc", Quantity::declination), FieldStatus::not_a_number);
}

TEST(Field, positions_out_of_range_are_noticed) {
  EXPECT_EQ(status("90", Quantity::declination), FieldStatus::good);
  EXPECT_EQ(status("90.0001", Quantity::declination), FieldStatus::out_of_range);
  EXPECT_EQ(status("-91 00 00", Quantity::declination), FieldStatus::out_of_range);
  EXPECT_EQ(status("-360", Quantity::right_ascension), FieldStatus::good);
  EXPECT_EQ(status("720", Quantity::right_ascension), FieldStatus::out_of_range);
  EXPECT_EQ(status("64060.5", Quantity::right_ascension), FieldStatus::out_of_range);
}

TEST(Units, what_is_no_angle_is_refused) {
  EXPECT_FALSE(find_conversion(Quantity::right_ascension, "mag").has_value());
  EXPECT_FALSE(find_conversion(Quantity::angular_error, "pix").has_value());
  EXPECT_FALSE(find_conversion(Quantity::declination, "h").has_value());
  EXPECT_TRUE(find_conversion(Quantity::declination, "---").has_value());
  EXPECT_TRUE(find_conversion(Quantity::angular_error, "[arcsec]").has_value());
  EXPECT_TRUE(find_conversion(Quantity::number, "furlong").has_value());
}

TEST(Identifier, blanks_around_it_go_and_dashes_are_missing) {
  EXPECT_EQ(parse_identifier("  174457.1-285740 "), "174457.1-285740");
  EXPECT_EQ(parse_identifier("CXOU J1 2"), "CXOU J1 2");
  EXPECT_EQ(parse_identifier(" -- "), "");
}

} // namespace
} // namespace counterpoint

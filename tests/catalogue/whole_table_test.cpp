#include "files.hpp"
#include "values.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace counterpoint {
namespace {

using namespace test_support;
using Integers = std::vector<std::int64_t>;
using Numbers = std::vector<double>;
using Texts = std::vector<std::string>;

struct WholeTableTest : testing::Test {
  TemporaryFolder folder;

  WholeTable read(const std::string& name, const std::string& content) {
    return read_files_whole(std::array{write_file(folder.path() / name, content)});
  }
  WholeTable read_column(const std::vector<std::string>& fields) {
    std::string text = "x,y\n";
    for (const std::string& field : fields)
      text += field + ",0\n";
    return read("a.csv", text);
  }
};

TEST_F(WholeTableTest, integers_stay_integers_to_the_last_digit) {
  const Integers expected{9223372036854775807, -9007199254740993, 0, 5};
  EXPECT_EQ(values<std::int64_t>(
                read_column({"9223372036854775807", "-9007199254740993", "0", "+5"}), "x"),
            expected);
}

TEST_F(WholeTableTest, numbers_and_blanks_are_real) {
  const Numbers x = values<double>(read_column({"1", "", "2.5", "NaN", "-3e-2", " null "}), "x");
  ASSERT_EQ(x.size(), 6U);
  EXPECT_EQ(x[0], 1.0);
  EXPECT_TRUE(std::isnan(x[1]));
  EXPECT_EQ(x[2], 2.5);
  EXPECT_TRUE(std::isnan(x[3]));
  EXPECT_EQ(x[4], -0.03);
  EXPECT_TRUE(std::isnan(x[5]));
  EXPECT_TRUE(std::isnan(values<double>(read_column({"", ""}), "x")[1]));
}

TEST_F(WholeTableTest, anything_else_is_text) {
  EXPECT_EQ(values<std::string>(read_column({"1", "1.5", "1a"}), "x"), (Texts{"1", "1.5", "1a"}));
  EXPECT_EQ(values<std::string>(read_column({"nan", " b c ", "--"}), "x"),
            (Texts{"nan", "b c", ""}));
}

TEST_F(WholeTableTest, what_a_number_would_not_keep_is_text) {
  EXPECT_EQ(values<std::string>(read_column({"007", "8"}), "x"), (Texts{"007", "8"}));
  EXPECT_EQ(values<std::string>(read_column({"12345678901234567890"}), "x"),
            (Texts{"12345678901234567890"}));
  EXPECT_EQ(values<std::string>(read_column({"9007199254740993", ""}), "x"),
            (Texts{"9007199254740993", ""}));
}

TEST_F(WholeTableTest, vizier_units_and_columns_without_a_name) {
  const WholeTable table =
      read("a.tsv", "#\nRAJ2000\tname\t\ndeg\t \t \n---\t---\t---\n1.5\ts 1\t7\n");
  EXPECT_EQ(table.n_rows, 1);
  ASSERT_EQ(table.columns.size(), 3U);
  EXPECT_EQ(table.column("RAJ2000").unit, "deg");
  EXPECT_EQ(values<std::string>(table, "name"), (Texts{"s 1"}));
  EXPECT_EQ(values<std::int64_t>(table, "col3"), (Integers{7}));
}

TEST_F(WholeTableTest, files_of_equal_columns_make_one_table) {
  const std::array files{write_file(folder.path() / "a.csv", "x,y\n1,a\n2,b\n"),
                         write_file(folder.path() / "b.txt.gz", gzipped("y;x\n3;0.5\n"))};
  const WholeTable table = read_files_whole(files);
  EXPECT_EQ(table.n_rows, 3);
  EXPECT_EQ(values<double>(table, "x"), (Numbers{1, 2, 0.5}));
  EXPECT_EQ(values<std::string>(table, "y"), (Texts{"a", "b", "3"}));
  EXPECT_EQ(table.locate(1), files[0].string() + " row 2");
  EXPECT_EQ(table.locate(2), files[1].string() + " row 1");
}

TEST_F(WholeTableTest, files_of_other_columns_are_refused) {
  const auto a = write_file(folder.path() / "a.csv", "x,y\n1,a\n");
  const auto message_with = [&](const std::string& other) {
    const std::array files{a, write_file(folder.path() / "b.csv", other)};
    return input_error_of([&] { (void)read_files_whole(files); });
  };
  EXPECT_MENTIONS(message_with("x,z\n1,2\n"), "b.csv' are not those of");
  EXPECT_MENTIONS(message_with("x,z\n1,2\n"), "no column 'y'");
  EXPECT_MENTIONS(message_with("x,y,z\n1,2,3\n"), "its columns are: x, y, z");
  EXPECT_MENTIONS(message_with("x,y\ndeg, \n---,---\n1,2\n"), "in 'deg', not ''");
}

TEST_F(WholeTableTest, a_repeated_name_is_refused) {
  EXPECT_MENTIONS(input_error_of([&] { (void)read("a.csv", "x,x\n1,2\n"); }),
                  "a.csv' has two columns named 'x'");
  EXPECT_MENTIONS(input_error_of([&] { (void)read_files_whole({}); }), "no catalogue file");
}

TEST_F(WholeTableTest, columns_are_found_by_name) {
  const WholeTable table = read("a.csv", "RA,Dec\n1,2\n");
  EXPECT_EQ(table.column("ra").name, "RA");
  const auto message = input_error_of([&] { (void)table.column("RAJ", "align.ra"); });
  EXPECT_MENTIONS(message, "has no column 'RAJ'");
  EXPECT_MENTIONS(message, "RA, Dec");
  EXPECT_MENTIONS(message, "set align.ra");
}

TEST_F(WholeTableTest, angles_are_brought_to_their_unit) {
  const WholeTable table = read("a.tsv", "RA\tDec\terr\n\"h:m:s\"\tdeg\tmas\n---\t---\t---\n"
                                         "17 45 00\t-29\t150\n\t\t\n");
  const auto ra = table.angles({"RA", Quantity::right_ascension, "k"});
  const auto dec = table.angles({"Dec", Quantity::declination, "k"});
  const auto error = table.angles({"err", Quantity::angular_error, "k"});
  EXPECT_DOUBLE_EQ(ra[0].degrees(), 266.25);
  EXPECT_EQ(dec[0].degrees(), -29.0);
  EXPECT_DOUBLE_EQ(error[0].arcsec(), 0.15);
  EXPECT_FALSE(ra[1].is_finite() || dec[1].is_finite() || error[1].is_finite());
}

TEST_F(WholeTableTest, a_wrong_angle_is_named_by_its_row) {
  const WholeTable table = read("a.csv", "ra,dec\n1,2\nx,93\n");
  const auto ra = input_error_of([&] {
    (void)table.angles({"ra", Quantity::right_ascension, "align.ra"});
  });
  EXPECT_MENTIONS(ra, "a.csv row 2: column 'ra' holds 'x'");
  EXPECT_MENTIONS(ra, "align.ra");
  const auto dec = input_error_of([&] { (void)table.angles({"DEC", Quantity::declination, ""}); });
  EXPECT_MENTIONS(dec, "a.csv row 2: column 'dec' holds '93', outside");
}

TEST_F(WholeTableTest, columns_as_numbers_and_as_text) {
  const WholeTable table = read("a.csv", "i,x,t\n12,0.1,a\n13,,5\n");
  EXPECT_EQ(table.numbers({"i", Quantity::number, ""}), (Numbers{12, 13}));
  EXPECT_EQ(table.texts({"i", Quantity::text, ""}), (Texts{"12", "13"}));
  EXPECT_EQ(table.texts({"x", Quantity::text, ""}), (Texts{"0.1", ""}));
  EXPECT_MENTIONS(input_error_of([&] {
                    (void)table.numbers({"t", Quantity::number, ""});
                  }),
                  "row 1: column 't' holds 'a'");
  EXPECT_TRUE(std::isnan(table.numbers({"z", Quantity::number, "", true})[1]));
  EXPECT_EQ(table.texts({"z", Quantity::text, "", true}), (Texts{"", ""}));
}

} // namespace
} // namespace counterpoint

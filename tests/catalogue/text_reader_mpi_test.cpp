#include "reading.hpp"
#include "support/missing.hpp"

#include <gtest/gtest.h>

#include <cmath>

// The content of text files as the reader sees it, and what it says of wrong ones.
namespace counterpoint {
namespace {

using namespace test_support;

struct TextReader : testing::Test {
  Communicator comm = Communicator::world();
  SharedFolder folder{comm};

  Rows read(const std::string& content,
            const std::vector<ColumnRequest>& columns = position_and_ks()) {
    return read_all(comm, {folder.write("catalogue.csv", content)}, columns, 2);
  }
  std::string error(const std::string& content,
                    const std::vector<ColumnRequest>& columns = position_and_ks()) {
    return input_error_of([&] { (void)read(content, columns); });
  }
};

TEST_F(TextReader, vizier_as_downloaded) {
  const Rows rows =
      read("#\n#   VizieR\n\nCXOGC;RAJ2000;DEJ2000;Ksmag\n ;deg;deg;mag\n------;---;---;---\n"
           "a 1   ;266.23813;-28.96121;12.345\n"
           "b     ;266.23941;-28.93967;      \n"
           "c\"    ; 266.5   ; -29.5   ;  --  \n\n\n");
  EXPECT_TRUE(same(rows.numbers[0], {266.23813, 266.23941, 266.5}));
  EXPECT_TRUE(same(rows.numbers[1], {-28.96121, -28.93967, -29.5}));
  EXPECT_TRUE(same(rows.numbers[2], {12.345, missing, missing}));
}

TEST_F(TextReader, blank_is_nan) {
  const Rows rows =
      read("RAJ2000,DEJ2000,Ksmag\n1,2,\n1,2,  \n1,2,NaN\n1,2,nan\n1,2,--\n1,2,null\n1,2,None\n"
           "1,2,N/A\n1,2,masked\n1,2,inf\n1,2,-inf\n,,5\n1,2,\"\"\n");
  EXPECT_TRUE(same(rows.numbers[2], {missing, missing, missing, missing, missing, missing, missing,
                                     missing, missing, missing, missing, 5, missing}));
  EXPECT_TRUE(std::isnan(rows.numbers[0][11]));
  EXPECT_TRUE(std::isnan(rows.numbers[1][11]));
}

TEST_F(TextReader, quoted_fields_comments_and_carriage_returns) {
  const Rows rows = read("\xef\xbb\xbf,name,RAJ2000,\"Ksmag\",DEJ2000\r\n# a comment\r\n0,\"x, "
                         "\"\"y\"\"\",1.5,9,-2\r\n\r\n"
                         "# another\r\n1,z,\"2.5\",\"8\",-3\r\n",
                         {{"name", Quantity::text, "k"},
                          {"RAJ2000", Quantity::right_ascension, "k"},
                          {"Ksmag", Quantity::number, "k"},
                          {"", Quantity::text, "k"}});
  EXPECT_EQ(rows.texts[0], (std::vector<std::string>{"x, \"y\"", "z"}));
  EXPECT_TRUE(same(rows.numbers[1], {1.5, 2.5}));
  EXPECT_TRUE(same(rows.numbers[2], {9, 8}));
  EXPECT_EQ(rows.texts[3], (std::vector<std::string>{"0", "1"}));
}

TEST_F(TextReader, blanks_may_separate) {
  const Rows rows = read("  RAJ2000   DEJ2000  Ksmag\n 1.5 \t 2.5   nan  \n  3.5  -4.5  6\n");
  EXPECT_TRUE(same(rows.numbers[0], {1.5, 3.5}));
  EXPECT_TRUE(same(rows.numbers[2], {missing, 6}));
}

TEST_F(TextReader, sexagesimal_positions) {
  const Rows rows = read("RAJ2000\tDEJ2000\tKsmag\n17 45 00\t-00 30 00\t1\n17:45:00\t+29:30:00\t2\n"
                         "17h45m00s\t-29d30m00s\t3\n266.25\t1\t4\n");
  EXPECT_TRUE(same(rows.numbers[0], {266.25, 266.25, 266.25, 266.25}));
  EXPECT_TRUE(same(rows.numbers[1], {-0.5, 29.5, -29.5, 1}));
}

TEST_F(TextReader, units_of_vizier_are_obeyed) {
  const Rows rows = read("RAJ2000;DEJ2000;ePos\n\"h:m:s\";rad;mas\n---;---;---\n17 45 00;0.5;150\n",
                         {{"RAJ2000", Quantity::right_ascension, "k"},
                          {"DEJ2000", Quantity::declination, "k"},
                          {"ePos", Quantity::angular_error, "k"}});
  EXPECT_DOUBLE_EQ(rows.numbers[0].at(0), 266.25);
  EXPECT_DOUBLE_EQ(rows.numbers[1].at(0), 28.64788975654116);
  EXPECT_DOUBLE_EQ(rows.numbers[2].at(0), 0.15);
}

TEST_F(TextReader, a_column_may_be_asked_for_twice_and_in_any_order) {
  const Rows rows = read("a,b,c\n1,2,3\n4,5,6\n", {{"c", Quantity::number, "k"},
                                                   {"a", Quantity::number, "k"},
                                                   {"c", Quantity::text, "k"},
                                                   {"a", Quantity::number, "k"}});
  EXPECT_TRUE(same(rows.numbers[0], {3, 6}));
  EXPECT_TRUE(same(rows.numbers[1], {1, 4}));
  EXPECT_EQ(rows.texts[2], (std::vector<std::string>{"3", "6"}));
  EXPECT_TRUE(same(rows.numbers[3], {1, 4}));
}

TEST_F(TextReader, names_are_compared_ignoring_case_where_that_is_unique) {
  EXPECT_TRUE(same(read("raj2000,dej2000,KSMAG\n1,2,3\n").numbers[2], {3}));
  EXPECT_TRUE(same(read("RAJ2000,DEJ2000,Ksmag,ksmag\n1,2,3,4\n").numbers[2], {3}));
  EXPECT_MENTIONS(error("RAJ2000,DEJ2000,KSMAG,ksmag\n1,2,3,4\n"), "2 columns named 'Ksmag'");
}

TEST_F(TextReader, a_missing_column_is_named_with_those_there_are) {
  const auto message = error("RAJ2000,DEJ2000,Kmag,Jmag\n1,2,3,4\n");
  EXPECT_MENTIONS(message, "no column 'Ksmag' (did you mean 'Kmag'?)");
  EXPECT_MENTIONS(message, "RAJ2000, DEJ2000, Kmag, Jmag");
  EXPECT_MENTIONS(message, "infrared.mag-ks");
  EXPECT_MENTIONS(message, "infrared catalogue");
}

TEST_F(TextReader, an_optional_column_may_be_missing) {
  const Rows rows =
      read("RAJ2000,DEJ2000\n1,2\n3,4\n", {{"RAJ2000", Quantity::right_ascension, "k"},
                                           {"Jmag", Quantity::number, "k", true},
                                           {"name", Quantity::text, "k", true}});
  EXPECT_TRUE(same(rows.numbers[0], {1, 3}));
  EXPECT_TRUE(same(rows.numbers[1], {missing, missing}));
  EXPECT_EQ(rows.texts[2], (std::vector<std::string>{"", ""}));
}

TEST_F(TextReader, text_in_a_number_column_is_placed) {
  const auto message = error("RAJ2000,DEJ2000,Ksmag\n# c\n\n1,2,3\n1,2,abc\n1,2,3\n");
  EXPECT_MENTIONS(message, "catalogue.csv:5: column 'Ksmag' holds 'abc', a number was expected");
  EXPECT_MENTIONS(message, "infrared.mag-ks");
  EXPECT_MENTIONS(error("RAJ2000,DEJ2000,Ksmag\n1,2,3\n1,2,3.4.5\n"), "holds '3.4.5'");
  EXPECT_MENTIONS(error("RAJ2000,DEJ2000,Ksmag\n1,2,3\n1,2,3 4\n"), "holds '3 4'");
}

TEST_F(TextReader, positions_out_of_range_are_placed) {
  const auto message = error("DEJ2000;RAJ2000;Ksmag\n1;2;3\n266.5;-29;4\n");
  EXPECT_MENTIONS(message,
                  "catalogue.csv:3: column 'DEJ2000' holds '266.5', outside the declinations");
  EXPECT_MENTIONS(message, "swapped");
  EXPECT_MENTIONS(error("RAJ2000,DEJ2000,Ksmag\n1,2,3\n720,2,3\n"),
                  ":3: column 'RAJ2000' holds '720'");
}

TEST_F(TextReader, a_unit_row_that_is_none_is_recognised) {
  EXPECT_MENTIONS(error("RAJ2000,DEJ2000,Ksmag\ndeg,deg,mag\n1,2,3\n"),
                  ":2: column 'RAJ2000' holds 'deg', a unit where a value was expected");
}

TEST_F(TextReader, a_line_with_too_few_fields_is_placed) {
  EXPECT_MENTIONS(error("RAJ2000,DEJ2000,x,Ksmag\n1,2,3,4\n1,2,3\n1,2,3,4\n"),
                  "catalogue.csv:3: the line has 3 fields, column 'Ksmag' is number 4");
  EXPECT_MENTIONS(error("RAJ2000,DEJ2000,x,Ksmag\n1,2,3,4\n\"1\",2\n1,2,3,4\n"),
                  ":3: the line has 2 fields");
  EXPECT_TRUE(same(read("RAJ2000,DEJ2000,Ksmag,x\n1,2,3,4\n1,2,5\n").numbers[2],
                   {3, 5})); // x is not wanted
}

TEST_F(TextReader, a_line_with_too_many_fields_is_placed) {
  // A comma as decimal point shifts the columns after it.
  EXPECT_MENTIONS(error("RAJ2000,DEJ2000,Ksmag,x\n1,2,3,4\n1,2,3,5,4\n1,2,3,4\n"),
                  "catalogue.csv:3: the line has 5 fields, the header names 4 columns (separator: "
                  "',')");
  EXPECT_MENTIONS(error("RAJ2000,DEJ2000,Ksmag\n1,2,3\n266,5,-29,\n"), ":3: the line has 4");
  EXPECT_MENTIONS(error("RAJ2000,DEJ2000,Ksmag\n1,2,3\n\"1\",2,3,4\n"), ":3: the line has 4");
  std::string blanks = "RAJ2000 DEJ2000 Ksmag\n";
  for (int row = 0; row < 60; ++row) // more than the lines that decide on the separator
    blanks += "1 2  3\n";
  EXPECT_MENTIONS(error(blanks + " 17 45 40\t-29 1 \n"), ":62: the line has 5 fields");
  EXPECT_TRUE(same(read("RAJ2000,DEJ2000,Ksmag,x\n1,2,3,4\n1,2,5,\"4,5\"\n").numbers[2], {3, 5}));
}

TEST_F(TextReader, a_table_of_600_columns) {
  std::string header = "c0";
  std::string row = "0";
  for (int column = 1; column < 600; ++column) {
    header += ",c" + std::to_string(column);
    row += "," + std::to_string(column);
  }
  const std::vector<ColumnRequest> columns{{"c599", Quantity::number, "k"}};
  const std::string good = header + "\n" + row + "\n" + row + "\n";
  EXPECT_TRUE(same(read(good, columns).numbers[0], {599, 599}));
  EXPECT_MENTIONS(error(good + row + ",9\n", columns), ":4: the line has 601 fields");
}

TEST_F(TextReader, rows_may_end_in_a_separator) {
  const std::string rows = "RAJ2000,DEJ2000,Ksmag\n1,2,3,\n1,2,4, \n\"1\",2,5,\n1,2,6\n";
  EXPECT_TRUE(same(read(rows).numbers[2], {3, 4, 5, 6}));
  EXPECT_MENTIONS(error(rows + "1,2,3,7\n"), ":6: the line has 4 fields");
}

TEST_F(TextReader, a_quoted_line_break_is_refused) {
  EXPECT_MENTIONS(error("RAJ2000,DEJ2000,Ksmag,note\n1,2,3,x\n1,2,3,\"two\n4,5,6,lines\"\n"),
                  "catalogue.csv:3: a quoted field does not end on its line");
}

TEST_F(TextReader, a_file_cut_in_mid_row_is_refused) {
  EXPECT_MENTIONS(error("RAJ2000,DEJ2000,Ksmag,x\n1,2,3,4\n1,2,3"),
                  "catalogue.csv:3: the file is cut short");
  EXPECT_TRUE(same(read("RAJ2000,DEJ2000,Ksmag,x\n1,2,3,4\n1,2,5,6").numbers[2], {3, 5}));
}

TEST_F(TextReader, no_rows_and_no_tables_are_refused) {
  EXPECT_MENTIONS(error("RAJ2000,DEJ2000,Ksmag\n"), "no rows");
  EXPECT_MENTIONS(error(""), "is empty");
  EXPECT_MENTIONS(error("<html><body>Not found</body></html>\n"), "web page");
  EXPECT_MENTIONS(input_error_of([&] {
                    (void)read_all(comm, {folder.path() / "none.csv"}, position_and_ks());
                  }),
                  "no file");
  EXPECT_MENTIONS(input_error_of([&] { (void)read_all(comm, {folder.path()}, position_and_ks()); }),
                  "is a folder");
  EXPECT_MENTIONS(input_error_of([&] { (void)read_all(comm, {}, position_and_ks()); }), "no file");
}

TEST_F(TextReader, gzip_inside_and_damage_to_it) {
  std::string content = "RAJ2000,DEJ2000,Ksmag\n";
  for (int i = 0; i < 5000; ++i)
    content += "1,2," + std::to_string(i) + "\n";
  const std::string packed = gzipped(content.substr(0, 20000)) + gzipped(content.substr(20000));
  const Rows rows = read(packed);
  EXPECT_EQ(rows.numbers[2].size(), 5000U);
  EXPECT_EQ(rows.numbers[2].back(), 4999.0);
  EXPECT_MENTIONS(error(packed.substr(0, packed.size() - 20)), "cut short");
  EXPECT_MENTIONS(error(gzipped(packed)), "gzipped twice");
  EXPECT_MENTIONS(error(gzipped(content + "1,2,x\n")),
                  "catalogue.csv:5002: column 'Ksmag' holds 'x'");
}

// Zero bytes below long comments pass for text; they must not cut the names that ranks are sent.
TEST_F(TextReader, a_column_name_may_hold_a_zero_byte) {
  using namespace std::string_literals;
  std::string content;
  for (int line = 0; line < 100; ++line)
    content += "# " + std::string(80, 'c') + "\n";
  const std::string name = "Ks\0mag\0\0"s;
  const auto file = folder.write("a.csv", content + "RAJ2000," + name + ",id\n1,2,x\n3,4,y\n");
  const std::vector<ColumnRequest> columns{{"RAJ2000", Quantity::right_ascension, "k"},
                                           {name, Quantity::number, "k"},
                                           {"id", Quantity::text, "k"}};
  const CatalogueReader reader{comm, "infrared catalogue", {file}, columns};
  EXPECT_EQ(reader.column_names(0), (std::vector<std::string>{"RAJ2000", name, "id"}));
  const Rows rows = read_all(comm, {file}, columns);
  EXPECT_TRUE(same(rows.numbers[1], {2, 4}));
  EXPECT_EQ(rows.texts[2], (std::vector<std::string>{"x", "y"}));
}

TEST_F(TextReader, description_names_format_and_columns) {
  const auto file = folder.write("c.tsv", "RAJ2000;name\ndeg; \n---;---\n1;a\n");
  const std::string text = describe_file(file);
  EXPECT_MENTIONS(text, "separated by ';'");
  EXPECT_MENTIONS(text, "2 columns: RAJ2000 [deg], name");
  comm.barrier();
}

} // namespace
} // namespace counterpoint

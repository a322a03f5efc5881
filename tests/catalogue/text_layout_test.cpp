#include "catalogue/text/text_layout.hpp"

#include "files.hpp"

#include <gtest/gtest.h>

namespace counterpoint {
namespace {

using Names = std::vector<std::string>;
using test_support::input_error_of;

TextLayout layout_of(const std::string& text) {
  return find_text_layout(text, true, "file.txt").value();
}

std::string first_row(const std::string& text) {
  const auto begin = static_cast<std::size_t>(layout_of(text).data_begin);
  return text.substr(begin, text.find('\n', begin) - begin);
}

const std::string vizier = "#\n#   VizieR Astronomical Server\n#Column\tRAJ2000\t(F10.5)\n\n"
                           "RAJ2000;DEJ2000;Ksmag;CXOGC\n"
                           "deg;\"d:m:s\";mag; \n"
                           "----------;----------;-----;---------------\n"
                           "266.23813;-28.96121; ;174457.1-285740\n"
                           "266.23941;-28.93967;12.5;3\" off\n\n";

TEST(TextLayout, vizier_has_units_and_dashes) {
  const TextLayout layout = layout_of(vizier);
  EXPECT_EQ(layout.syntax.separator, ';');
  EXPECT_FALSE(layout.syntax.quoted);
  EXPECT_EQ(layout.names, (Names{"RAJ2000", "DEJ2000", "Ksmag", "CXOGC"}));
  EXPECT_EQ(layout.metadata.units, (Names{"deg", "d:m:s", "mag", ""}));
  EXPECT_EQ(first_row(vizier), "266.23813;-28.96121; ;174457.1-285740");
}

TEST(TextLayout, dashes_without_units) {
  const std::string text = "ra\tdec\n---\t---\n1\t2\n";
  EXPECT_EQ(layout_of(text).metadata.units, (Names{"", ""}));
  EXPECT_EQ(first_row(text), "1\t2");
}

TEST(TextLayout, units_without_dashes_are_not_assumed) {
  EXPECT_EQ(first_row("ra,dec\ndeg,deg\n1,2\n3,4\n"), "deg,deg");
}

TEST(TextLayout, separator_is_the_one_that_fits_all_lines) {
  EXPECT_EQ(layout_of("a,b,c\n1,2,3\n").syntax.separator, ',');
  EXPECT_EQ(layout_of("a\tb\n1\t2\n").syntax.separator, '\t');
  EXPECT_EQ(layout_of("a|b|c\n1|2|3\n").syntax.separator, '|');
  EXPECT_EQ(layout_of("a;b\nx,1,2;3\n").syntax.separator, ';');
  EXPECT_EQ(layout_of("name,ra;x,dec\n1,2,3\n4,5,6\n").syntax.separator, ',');
  EXPECT_EQ(layout_of("  ra   dec\n  1    2\n 3 4\n").syntax.separator, ' ');
  EXPECT_EQ(layout_of("Err Major,RA,Dec\n1,2,3\n").names, (Names{"Err Major", "RA", "Dec"}));
  EXPECT_EQ(layout_of("ra\n1\n2\n").names, (Names{"ra"}));
}

TEST(TextLayout, byte_order_mark_carriage_returns_and_comments) {
  const std::string text = "\xef\xbb\xbf# made by hand\r\n\r\nra,dec\r\n# more\r\n1,2\r\n";
  EXPECT_EQ(layout_of(text).names, (Names{"ra", "dec"}));
  EXPECT_EQ(first_row(text), "1,2\r");
}

TEST(TextLayout, pandas_index_has_an_empty_name) {
  EXPECT_EQ(layout_of(",ra,\"Err Ellipse, Major\"\n0,1,2\n").names,
            (Names{"", "ra", "Err Ellipse, Major"}));
}

TEST(TextLayout, names_may_stand_in_a_comment) {
  const std::string text = "# written by numpy\n# ra dec ks\n1.0 2.0 3.0\n4.0 5.0 6.0\n";
  EXPECT_EQ(layout_of(text).names, (Names{"ra", "dec", "ks"}));
  EXPECT_EQ(first_row(text), "1.0 2.0 3.0");
}

TEST(TextLayout, names_in_a_comment_serve_rows_with_text) {
  EXPECT_EQ(layout_of("# ra dec name\n1.0 2.0 \"a b\"\n").names, (Names{"ra", "dec", "name"}));
  EXPECT_EQ(layout_of("# by hand, 2020\nra,dec\n1,2\n").names, (Names{"ra", "dec"}));
}

TEST(TextLayout, ecsv_declares_units_in_either_style) {
  const std::string block =
      "# %ECSV 1.0\n# ---\n# datatype:\n# - name: ra\n#   unit: rad\n#   datatype: float64\n"
      "# - name: dec\n#   datatype: float64\nra dec\n1.0 2.0\n";
  EXPECT_EQ(layout_of(block).metadata.units, (Names{"rad", ""}));
  const std::string flow =
      "# %ECSV 1.0\n# ---\n# delimiter: ','\n# datatype:\n# - {name: ra, datatype: float64}\n"
      "# - {name: e_ra, unit: mas, datatype: float64, description: error}\nra,e_ra\n1.0,2.0\n";
  EXPECT_EQ(layout_of(flow).metadata.units, (Names{"", "mas"}));
  EXPECT_EQ(layout_of("# - {name: ra, unit: rad}\nra,dec\n1,2\n").metadata.units,
            (Names{"", ""})); // no ECSV
}

TEST(TextLayout, ecsv_declares_ucds_in_either_style) {
  const TextMetadata metadata =
      layout_of("# %ECSV 1.0\n# ---\n# datatype:\n# - name: ra\n#   unit: deg\n"
                "#   datatype: float64\n#   description: right, ascension\n#   meta: !!omap\n"
                "#   - {ucd: pos.eq.ra;meta.main}\n"
                "# - {name: dec, unit: deg, datatype: float64, meta: {ucd: pos.eq.dec}}\n"
                "ra dec\n1.0 2.0\n")
          .metadata;
  EXPECT_EQ(metadata.ucds, (Names{"pos.eq.ra;meta.main", "pos.eq.dec"}));
  EXPECT_EQ(metadata.descriptions, (Names{"right, ascension", ""}));
}

TEST(TextLayout, vizier_declares_ucds_and_descriptions) {
  const TextMetadata metadata =
      layout_of("#Table\tII_7\n#Column\t_RAJ2000\t(F10.6)\tComputed\t[ucd=pos.eq.ra]\n"
                "#Column\tRAJ2000\t(F10.6)\tRight ascension\t[ucd=pos.eq.ra;meta.main]\n"
                "#Column\tid\t(A9)\n"
                "RAJ2000\t_RAJ2000\tid\ndeg\tdeg\t \n---\t---\t---\n1\t2\t3\n")
          .metadata;
  EXPECT_EQ(metadata.units, (Names{"deg", "deg", ""}));
  EXPECT_EQ(metadata.ucds, (Names{"pos.eq.ra;meta.main", "pos.eq.ra", ""}));
  EXPECT_EQ(metadata.descriptions, (Names{"Right ascension", "Computed", ""}));
}

TEST(TextLayout, ipac_tables_are_named) {
  for (const char* text : {"\\fixlen = T\n| ra | dec |\n| double | double |\n  1.0  2.0\n",
                           "| ra | dec |\n| double | double |\n  1.0  2.0\n"}) {
    EXPECT_NE(input_error_of([&] { (void)layout_of(text); }).find("IPAC"), std::string::npos);
  }
  EXPECT_EQ(layout_of("| ra | dec |\n| 1.0 | 2.0 |\n").names, (Names{"", "ra", "dec", ""}));
}

TEST(TextLayout, numbers_without_names_are_refused) {
  const auto message = input_error_of([] { (void)layout_of("# no names\n1,2\n3,4\n"); });
  EXPECT_NE(message.find("file.txt:2: numbers stand where the column names were expected"),
            message.npos)
      << message;
}

TEST(TextLayout, header_alone_is_refused) {
  for (const char* text : {"ra,dec\n", "ra;dec\ndeg;deg\n---;---\n", "ra,dec\n# nothing\n\n"}) {
    const auto message = input_error_of([&] { (void)layout_of(text); });
    EXPECT_NE(message.find("no rows"), message.npos) << text << message;
  }
  EXPECT_NE(input_error_of([] { (void)layout_of("# only\n# comments\n"); }).find("no table"),
            std::string::npos);
}

TEST(TextLayout, limits_of_columns_and_line_length_are_told) {
  EXPECT_MENTIONS(input_error_of([] { (void)layout_of(std::string(10000, ',') + "\n1,2\n"); }),
                  "file.txt:1: 10001 columns, at most 10000 are read");
  const std::string long_line(std::size_t{2} << 20U, 'x');
  EXPECT_MENTIONS(input_error_of([&] { (void)layout_of("ra,dec\n1,2\n" + long_line + "\n"); }),
                  "file.txt:3: a line of more than 1 MiB");
}

TEST(TextLayout, fewer_names_than_fields_are_refused) {
  const auto message = input_error_of([] { (void)layout_of("ra,dec\n1,2,3\n"); });
  EXPECT_NE(message.find("file.txt:2: the row has 3 fields, the header names 2 columns"),
            message.npos)
      << message;
  EXPECT_EQ(layout_of("ra,dec\n1,2,\n").names.size(),
            2U); // a separator at the line's end is harmless
}

TEST(TextLayout, more_of_the_file_is_asked_for) {
  EXPECT_FALSE(find_text_layout(vizier.substr(0, 60), false, "file.txt").has_value());
  EXPECT_FALSE(find_text_layout("ra,dec\n1,2\n", false, "file.txt").has_value());
}

TEST(TextLayout, lines_without_a_row) {
  EXPECT_TRUE(holds_no_row("# x", ','));
  EXPECT_TRUE(holds_no_row("", ','));
  EXPECT_TRUE(holds_no_row(" \t\r", ','));
  EXPECT_FALSE(holds_no_row("\t\t", '\t'));
  EXPECT_FALSE(holds_no_row(",,", ','));
}

} // namespace
} // namespace counterpoint

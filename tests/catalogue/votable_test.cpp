#include "files.hpp"
#include "values.hpp"
#include "votable.hpp"

#include <gtest/gtest.h>

#include <array>

// VOTables as services send them, and what may be wrong with them. How ranks share them:
// votable_mpi_test.cpp.
namespace counterpoint {
namespace {

using namespace test_support;
using Integers = std::vector<std::int64_t>;

struct Votable : testing::Test {
  TemporaryFolder folder;

  WholeTable read(const std::string& document) {
    return read_files_whole(std::array{write_file(folder.path() / "a.vot", document)});
  }
  std::string error(const std::string& document) {
    return input_error_of([&] { (void)read(document); });
  }
};

const std::string field = "<FIELD name='x' datatype='int'/>";
const std::string table =
    "<TABLE>" + field + "<DATA>" + tabledata({{{"7", ""}}}) + "</DATA></TABLE>";

TEST_F(Votable, the_first_table_with_rows_is_read) {
  const std::string empty = "<TABLE>" + field + "<DATA><TABLEDATA/></DATA></TABLE>";
  const std::string bare = "<TABLE>" + field + "</TABLE>";
  const WholeTable found = read("<VOTABLE><RESOURCE/><RESOURCE>" + empty + bare + "<RESOURCE>" +
                                table + "</RESOURCE></RESOURCE></VOTABLE>");
  EXPECT_EQ(values<std::int64_t>(found), (Integers{7}));
}

TEST_F(Votable, streams_without_bytes_have_no_rows) {
  const auto document = [](const std::string& fields, const std::string& bytes) {
    return votable(fields, "<BINARY><STREAM encoding='base64'>" + bytes + "</STREAM></BINARY>");
  };
  EXPECT_MENTIONS(error(document(field, "====")), "has no rows: its stream is empty");
  const std::string of_no_size = "<FIELD name='x' datatype='int' arraysize='0'/>";
  for (const std::string& fields : {of_no_size, std::string{}})
    EXPECT_MENTIONS(error(document(fields, "AAAA")), "a row has no bytes, but its stream has some");
}

TEST_F(Votable, sizes_that_no_cell_has_are_refused) {
  for (const std::string size : {"9223372036854775807", "9223372036854775808",
                                 "4294967296x4294967296", "-3", "3xx2", "abc", "x"}) {
    const std::string bad = "<FIELD name='y' datatype='doubleComplex' arraysize='" + size + "'/>";
    EXPECT_MENTIONS(error(votable(field + bad, stream("BINARY", std::string(40, '\0')))),
                    "field 'y' has the arraysize '" + size + "'");
  }
  const std::string large = "<FIELD name='y' datatype='doubleComplex' arraysize='2147483648'/>";
  EXPECT_MENTIONS(error(votable(field + large, stream("BINARY", std::string(40, '\0')))),
                  "the end of the stream");
}

TEST_F(Votable, resources_may_nest_deeply) {
  std::string begin;
  std::string end;
  for (int depth = 0; depth < 100000; ++depth) {
    begin += "<RESOURCE>";
    end += "</RESOURCE>";
  }
  EXPECT_MENTIONS(error("<VOTABLE>" + begin + end + "</VOTABLE>"), "has no rows");
  EXPECT_EQ(values<std::int64_t>(read("<VOTABLE>" + begin + table + end + "</VOTABLE>")),
            (Integers{7}));
}

TEST_F(Votable, entities_of_the_document_are_not_expanded) {
  const std::string secret = write_file(folder.path() / "secret", "secret").string();
  const std::string entities = "<!DOCTYPE VOTABLE [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>"
                               "<!ENTITY f SYSTEM 'file://" +
                               secret + "'>]>\n";
  const std::string text = "<FIELD name='x' datatype='char' arraysize='*'/>";
  const std::string document = votable(text, tabledata({{{"&b;&f;&lt;", ""}}}));
  const auto after_declaration = document.find("?>") + 2;
  EXPECT_EQ(values<std::string>(read(document.substr(0, after_declaration) + entities +
                                     document.substr(after_declaration))),
            (std::vector<std::string>{"&b;&f;<"}));
}

TEST_F(Votable, namespaces_comments_and_doctype_are_no_matter) {
  const WholeTable found =
      read("<?xml version='1.0' encoding='UTF-8'?>\n<!-- VOTable of a service -->\n"
           "<v:VOTABLE xmlns:v='http://www.ivoa.net/xml/VOTable/v1.3'><v:RESOURCE><v:TABLE>"
           "<v:FIELD name='x' datatype='int'><v:VALUES null='8'/></v:FIELD>"
           "<v:DATA><v:TABLEDATA><v:TR><!-- one --><v:TD>7</v:TD></v:TR><!-- two -->"
           "<v:TR><v:TD>9</v:TD></v:TR></v:TABLEDATA></v:DATA></v:TABLE></v:RESOURCE></v:VOTABLE>");
  EXPECT_EQ(values<std::int64_t>(found), (Integers{7, 9}));
  EXPECT_EQ(
      read("<!DOCTYPE VOTABLE SYSTEM 'http://us-vo.org/xml/VOTable.dtd'>\n<VOTABLE><RESOURCE>" +
           table + "</RESOURCE></VOTABLE>")
          .n_rows,
      1);
}

TEST_F(Votable, gzipped) {
  EXPECT_EQ(
      values<std::int64_t>(read(gzipped("<VOTABLE><RESOURCE>" + table + "</RESOURCE></VOTABLE>"))),
      (Integers{7}));
}

TEST_F(Votable, an_answer_that_was_cut_off_is_noted) {
  const WholeTable found =
      read("<VOTABLE><RESOURCE type='results'>" + table +
           "<INFO name='QUERY_STATUS' value='OVERFLOW'/></RESOURCE></VOTABLE>");
  ASSERT_EQ(found.notes.size(), 1U);
  EXPECT_MENTIONS(found.notes[0], "OVERFLOW");
}

TEST_F(Votable, tables_behind_the_first_are_noted) {
  const WholeTable found = read("<VOTABLE><RESOURCE>" + table + "</RESOURCE><RESOURCE><RESOURCE>" +
                                table + "</RESOURCE></RESOURCE></VOTABLE>");
  EXPECT_EQ(values<std::int64_t>(found), (Integers{7}));
  ASSERT_EQ(found.notes.size(), 1U);
  EXPECT_MENTIONS(found.notes[0], "of its tables the first is read, of 2");
}

TEST_F(Votable, an_error_of_the_service_is_passed_on) {
  const std::string message =
      error("<VOTABLE><RESOURCE><INFO name='QUERY_STATUS' value='ERROR'>no table 'gaia'</INFO>"
            "</RESOURCE></VOTABLE>");
  EXPECT_MENTIONS(message, "a.vot");
  EXPECT_MENTIONS(message, "no table 'gaia'");
}

TEST_F(Votable, no_rows) {
  EXPECT_MENTIONS(error(votable(field, "<TABLEDATA></TABLEDATA>")), "a.vot' has no rows");
  EXPECT_MENTIONS(error(votable(field, "<BINARY><STREAM encoding='base64'> </STREAM></BINARY>")),
                  "has no rows");
  EXPECT_MENTIONS(error("<VOTABLE/>"), "has no rows");
}

// However a download breaks off, one message says so.
TEST_F(Votable, cut_anywhere) {
  for (const char* serialization : {"TABLEDATA", "BINARY", "BINARY2"}) {
    const std::string whole = votable(
        field, serialized(serialization, {{{"12", big_endian(12)}}, {{"13", big_endian(13)}}}));
    const std::size_t end = whole.find("</VOTABLE>");
    for (std::size_t length = whole.find("<RESOURCE>") + 1; length < end; ++length) {
      const std::string message = error(whole.substr(0, length));
      EXPECT_NE(message.find("is cut short"), message.npos) << whole.substr(0, length) << message;
    }
  }
}

TEST_F(Votable, what_is_no_xml_is_named_by_its_line) {
  std::string document = votable(field, tabledata({{{"7", ""}}}));
  const std::string wrong = "<TD>7</TD></TR>";
  document.replace(document.find(wrong), wrong.size(), "<TD>7</TR>");
  const std::string message = error(document);
  EXPECT_MENTIONS(message, "a.vot:6: this is no valid XML");
  EXPECT_MENTIONS(message, "at byte");
}

TEST_F(Votable, other_xml_is_refused) {
  EXPECT_MENTIONS(error("<?xml version='1.0'?><html/>"), "web page");
  EXPECT_MENTIONS(error("<?xml version='1.0'?><data>about VOTable</data>"), "no VOTable");
}

TEST_F(Votable, a_row_with_too_few_or_too_many_cells) {
  const auto with_row = [&](const std::string& row) {
    return error(votable(field + "<FIELD name='y' datatype='int'/>",
                         "<TABLEDATA><TR><TD>1</TD><TD>2</TD></TR>" + row + "</TABLEDATA>"));
  };
  EXPECT_MENTIONS(with_row("<TR><TD>1</TD></TR>"), "a.vot row 2: the row has 1 cells, there are 2");
  EXPECT_MENTIONS(with_row("<TR><TD>1</TD><TD/><TD/></TR>"), "a.vot row 2: the row has 3 cells");
}

TEST_F(Votable, streams_that_cannot_be_read) {
  const auto with_stream = [&](const std::string& element) {
    return error(votable(field, "<BINARY>" + element + "</BINARY>"));
  };
  EXPECT_MENTIONS(with_stream("<STREAM encoding='base64'>AAAA*AAA</STREAM>"), "no base64");
  EXPECT_MENTIONS(with_stream("<STREAM encoding='gzip'>AAAA</STREAM>"), "as 'gzip', base64 was");
  EXPECT_MENTIONS(with_stream("<STREAM>AAAA</STREAM>"), "base64 was expected");
  EXPECT_MENTIONS(with_stream("<STREAM href='rows.bin' encoding='base64'/>"), "rows.bin");
  EXPECT_MENTIONS(error(votable(field, "<FITS><STREAM href='a.fits'/></FITS>")), "as FITS");
}

TEST_F(Votable, a_stream_that_ends_within_a_row) {
  const auto with_bytes = [&](const std::string& fields, const std::string& bytes) {
    return error(votable(fields, stream("BINARY", bytes)));
  };
  EXPECT_MENTIONS(with_bytes(field, big_endian(1) + "ab"), "a.vot row 2: ");
  const std::string text = "<FIELD name='t' datatype='char' arraysize='*'/>";
  EXPECT_MENTIONS(with_bytes(text, big_endian(5) + "abc"), "row 1: ");
  EXPECT_MENTIONS(with_bytes(text, big_endian(-1) + "abc"), "negative length");
  EXPECT_MENTIONS(
      with_bytes("<FIELD name='t' datatype='double' arraysize='*'/>", big_endian(0x7fffffff)),
      "end of the stream");
}

TEST_F(Votable, an_unknown_datatype) {
  const std::string message =
      error(votable("<FIELD name='x' datatype='quaternion'/>", tabledata({{{"7", ""}}})));
  EXPECT_MENTIONS(message, "field 'x' has datatype 'quaternion'");
}

} // namespace
} // namespace counterpoint

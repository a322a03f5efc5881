#include "catalogue/formats/content.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace counterpoint {
namespace {

TEST(Content, kinds_are_told_by_their_first_bytes) {
  EXPECT_TRUE(begins_gzip("\x1f\x8b\x08"));
  EXPECT_FALSE(begins_gzip("ra,dec\n"));
  EXPECT_EQ(find_format("SIMPLE  =                    T"), FileFormat::fits);
  EXPECT_EQ(find_format("ra,dec\n"), FileFormat::text);
  EXPECT_EQ(find_format("\xef\xbb\xbfra,dec\n"), FileFormat::text);
  EXPECT_EQ(find_format("<ra>,dec\n"), FileFormat::text);
}

TEST(Content, votables_are_told_with_and_without_declaration_and_namespace) {
  for (const char* head :
       {"<VOTABLE version='1.4'>", "\n<?xml version='1.0'?>\n<VOTABLE version='1.4'>",
        "\xef\xbb\xbf<?xml version='1.0'?>\n<!-- by a service -->\n<vot:VOTABLE>",
        "<!DOCTYPE VOTABLE SYSTEM 'http://us-vo.org/xml/VOTable.dtd'>\n<VOTABLE>"}) {
    EXPECT_EQ(find_format(head), FileFormat::votable) << head;
  }
  EXPECT_EQ(find_format("<ra>,votable,dec\n1,2,3\n"), FileFormat::text);
}

TEST(Content, regions_are_told_by_their_comment_or_first_statement) {
  for (const char* head : {"# Region file format: DS9 version 4.1\n",
                           "# mine\n\n# too\nfk5\ncircle(1,2,3)\n", "global color=red\n",
                           "icrs;circle(1,2,3)", "-circle(1,2,3\")\n", "image\n", "Box(1,2,3)\n"}) {
    EXPECT_EQ(find_format(head), FileFormat::regions) << head;
  }
  for (const char* head : {"# made by hand\nra,dec\n", "point,ra,dec\n", "image ra dec\n",
                           "fk5,ra\n", "global\n", "#", ""}) {
    EXPECT_EQ(find_format(head), FileFormat::text) << head;
  }
}

TEST(Content, what_is_no_table_is_named) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"%PDF-1.7\n", "PDF"},
      {"PK\x03\x04...", "zip"},
      {"\n<!DOCTYPE HTML>\n<html>", "web page"},
      {"<HTML><body>404", "web page"},
      {"<?xml version='1.0'?>\n<data/>", "XML"},
      {"{\"ra\": [1]}", "JSON"},
      {"<?xml version='1.0'?>\n<!DOCTYPE html><html><p>VOTable</p>", "web page"},
      {std::string{"\x89HDF\r\n\x1a\n", 8}, "HDF5"},
      {"PAR1xxxx", "Parquet"},
      {std::string{"ab\0cd\x01", 6}, "binary"},
      {std::string{"\xff\xfer\0a\0", 6}, "UTF-16"}};
  for (const auto& [head, meaning] : cases) {
    EXPECT_EQ(find_format(head), std::nullopt) << meaning;
    EXPECT_NE(describe_other(head).find(meaning), std::string::npos) << describe_other(head);
  }
}

} // namespace
} // namespace counterpoint

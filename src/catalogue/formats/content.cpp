#include "catalogue/formats/content.hpp"

#include "catalogue/regions/regions.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace counterpoint {

namespace {
using namespace std::string_view_literals;

struct Signature {
  std::string_view bytes; // lower case; compared ignoring case
  std::string_view meaning;
};

constexpr auto unpack = "a compressed file: unpack it, or compress it with gzip"sv;
constexpr auto conversion = "convert it to CSV or to a FITS table"sv;
constexpr auto failed_download =
    "a web page, as failed downloads leave behind: open it in a browser to see why, and "
    "download the table again"sv;
constexpr std::array signatures{
    Signature{"%pdf", "a PDF document: name the table itself"},
    Signature{"pk\x03\x04",
              "a zip archive (or an Excel or ODF sheet): unpack it, or save the sheet as CSV"},
    Signature{"\x89hdf", "an HDF5 file: convert it to CSV or to a FITS table"},
    Signature{"par1", "a Parquet file: convert it to CSV or to a FITS table"},
    Signature{"sqlite format 3", "an SQLite database: convert it to CSV or to a FITS table"},
    Signature{"bzh", unpack},
    Signature{"\xfd"
              "7zxz",
              unpack},
    Signature{"\x28\xb5\x2f\xfd", unpack},
    Signature{"\xff\xfe", "UTF-16 text: save it as UTF-8"},
    Signature{"\xfe\xff", "UTF-16 text: save it as UTF-8"},
    Signature{"<!doctype html", failed_download},
    Signature{"<html", failed_download}};

bool starts_with(std::string_view text, std::string_view lower_prefix) {
  return text.size() >= lower_prefix.size() &&
         std::equal(lower_prefix.begin(), lower_prefix.end(), text.begin(), [](char a, char b) {
           return a == static_cast<char>(std::tolower(static_cast<unsigned char>(b)));
         });
}

std::string_view without_blank_start(std::string_view head) {
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  const auto first = head.find_first_not_of(" \t\r\n");
  return first == head.npos ? std::string_view{} : head.substr(first);
}

bool has_control_characters(std::string_view head) {
  return std::any_of(head.begin(), head.end(), [](unsigned char c) {
    return c < 32 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v';
  });
}

bool contains_ignoring_case(std::string_view text, std::string_view lower_word) {
  for (std::size_t i = 0; i + lower_word.size() <= text.size(); ++i) {
    if (starts_with(text.substr(i), lower_word)) return true;
  }
  return false;
}

bool is_xml(std::string_view text) {
  return starts_with(text, "<?xml") || starts_with(text, "<!--");
}

// Comments may precede the element, and its name may have a namespace.
bool is_votable(std::string_view text) {
  if (!text.starts_with('<')) return false;
  if (!is_xml(text)) return contains_ignoring_case(text.substr(0, text.find('>')), "votable");
  return contains_ignoring_case(text, "votable") && !contains_ignoring_case(text, "<html");
}
} // namespace

std::optional<FileFormat> find_format(std::string_view head) {
  if (head.starts_with("SIMPLE  =")) return FileFormat::fits;
  if (is_votable(without_blank_start(head))) return FileFormat::votable;
  if (begins_regions(without_blank_start(head))) return FileFormat::regions;
  return describe_other(head).empty() ? std::optional{FileFormat::text} : std::nullopt;
}

bool begins_gzip(std::string_view head) {
  return head.starts_with("\x1f\x8b");
}

std::string describe_other(std::string_view head) {
  const std::string_view text = without_blank_start(head);
  for (const Signature& signature : signatures) {
    if (starts_with(head, signature.bytes) || starts_with(text, signature.bytes)) {
      return std::string{signature.meaning};
    }
  }
  if (is_xml(text)) {
    if (contains_ignoring_case(text, "<html")) return std::string{failed_download};
    return "an XML document: " + std::string{conversion};
  }
  if (starts_with(text, "{")) return "JSON: " + std::string{conversion};
  if (has_control_characters(text.substr(0, 4096)))
    return "binary data of no known kind: " + std::string{conversion};
  return {};
}

} // namespace counterpoint

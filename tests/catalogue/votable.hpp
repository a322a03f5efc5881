#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

/// VOTables as a test writes them: the same rows in each of the three serializations.
namespace counterpoint::test_support {

/// Base64 with a line break now and then, as services write it.
inline std::string base64(std::string_view bytes) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8U | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      text += i + k > bytes.size() ? '=' : alphabet[group >> (18 - 6 * k) & 63U];
    if (i % 57 == 54) text += "\r\n";
  }
  return text;
}

template <class T>
std::string big_endian(T value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  if constexpr (std::endian::native == std::endian::little)
    std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

/// A cell as TABLEDATA and as a binary stream hold it.
struct Cell {
  std::string text;
  std::string bytes;
  bool is_flagged = false; ///< missing, by BINARY2's mask
};

/// A cell of elements preceded by their number.
inline Cell list(const std::string& text, std::size_t n_elements, const std::string& bytes) {
  return {text, big_endian(static_cast<std::int32_t>(n_elements)) + bytes};
}

using Row = std::vector<Cell>;

inline std::string tabledata(const std::vector<Row>& rows) {
  std::string text = "<TABLEDATA>\n";
  for (const Row& row : rows) {
    text += "<TR>";
    for (const Cell& cell : row)
      text += "<TD>" + cell.text + "</TD>";
    text += "</TR>\n";
  }
  return text + "</TABLEDATA>";
}

inline std::string stream_bytes(const std::vector<Row>& rows, bool with_mask) {
  std::string bytes;
  for (const Row& row : rows) {
    std::string mask(with_mask ? (row.size() + 7) / 8 : 0, '\0');
    for (std::size_t i = 0; with_mask && i < row.size(); ++i) {
      if (row[i].is_flagged) mask[i / 8] = static_cast<char>(mask[i / 8] | (0x80 >> i % 8));
    }
    bytes += mask;
    for (const Cell& cell : row)
      bytes += cell.bytes;
  }
  return bytes;
}

inline std::string stream(const std::string& element, const std::string& bytes) {
  return "<" + element + "><STREAM encoding='base64'>\n" + base64(bytes) + "</STREAM></" + element +
         ">";
}

/// The rows as the named serialization: TABLEDATA, BINARY or BINARY2.
inline std::string serialized(const std::string& serialization, const std::vector<Row>& rows) {
  if (serialization == "TABLEDATA") return tabledata(rows);
  return stream(serialization, stream_bytes(rows, serialization == "BINARY2"));
}

/// A document of one table.
inline std::string votable(const std::string& fields, const std::string& data) {
  return "<?xml version='1.0'?>\n<VOTABLE version='1.3' "
         "xmlns='http://www.ivoa.net/xml/VOTable/v1.3'>\n<RESOURCE>\n<TABLE>\n" +
         fields + "<DATA>" + data + "</DATA>\n</TABLE>\n</RESOURCE>\n</VOTABLE>\n";
}

} // namespace counterpoint::test_support

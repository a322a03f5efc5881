#include "output/export_units.hpp"
#include "output/export_writers.hpp"

#include <algorithm>
#include <cctype>

namespace counterpoint {

namespace {

// Length of the UTF-8 character at the beginning, 0 where there is none.
std::size_t character_length(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80                   ? 1
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  if (length > text.size()) return 0;
  for (const char next : text.substr(1, length == 0 ? 0 : length - 1)) {
    if ((static_cast<unsigned char>(next) & 0xC0U) != 0x80U) return 0;
  }
  return length;
}

// Catalogues may hold text in other encodings, which would make the whole document unreadable.
std::string xml_text(std::string_view text) {
  std::string escaped;
  while (!text.empty()) {
    const std::size_t length = character_length(text);
    const char character = text.front();
    if (length == 0) {
      escaped += '?';
    } else if (character == '&') {
      escaped += "&amp;";
    } else if (character == '<') {
      escaped += "&lt;";
    } else if (character == '>') {
      escaped += "&gt;";
    } else if (character == '"') {
      escaped += "&quot;";
    } else if (length == 1 && static_cast<unsigned char>(character) < 0x20 && character != '\n') {
      escaped += ' '; // XML has no other control characters, not even escaped
    } else {
      escaped += text.substr(0, length);
    }
    text.remove_prefix(std::max(length, std::size_t{1}));
  }
  return escaped;
}

std::string attribute(const char* name, const std::string& value) {
  return value.empty() ? "" : std::string{" "} + name + "=\"" + xml_text(value) + "\"";
}

const char* votable_type(ResultType type) {
  switch (type) {
  case ResultType::real:
    return " datatype=\"double\"";
  case ResultType::integer:
    return " datatype=\"long\"";
  case ResultType::boolean:
    return " datatype=\"boolean\"";
  case ResultType::text:
    break;
  }
  return " datatype=\"unicodeChar\" arraysize=\"*\"";
}

// UCD1+: words of letters, digits, "-" and "_", with "." within and ";" between.
// https://www.ivoa.net/documents/UCD1+/
bool is_ucd(const std::string& text) {
  char before = ';';
  const auto is_inner = [](char c) { return c == '.' || c == ';'; };
  for (const char character : text) {
    const bool is_word = std::isalnum(static_cast<unsigned char>(character)) != 0 ||
                         character == '-' || character == '_';
    if (!is_word && (!is_inner(character) || is_inner(before))) return false;
    before = character;
  }
  return !is_inner(before);
}

// A coordinate itself: neither its error nor a difference.
bool is_position(const ResultColumn& column) {
  return (column.ucd.starts_with("pos.eq.ra") || column.ucd.starts_with("pos.eq.dec")) &&
         column.ucd.find("arith.") == std::string::npos &&
         column.ucd.find("stat.") == std::string::npos;
}

constexpr const char* frame = "ICRS"; // name of the frame and of the element that declares it

void write_field(const ResultColumn& column, std::ostream& stream) {
  // Units of the catalogues that are none of the VO are told in words.
  const auto unit = vo_unit(column.unit);
  std::string description = column.description;
  if (!unit) description += (description.empty() ? "unit: " : "; unit: ") + column.unit;
  stream << "      <FIELD" << attribute("name", column.name) << votable_type(column.type)
         << attribute("unit", unit.value_or(""))
         << attribute("ucd", is_ucd(column.ucd) ? column.ucd : "")
         << attribute("ref", is_position(column) ? frame : "");
  if (description.empty()) {
    stream << "/>\n";
  } else {
    stream << ">\n        <DESCRIPTION>" << xml_text(description)
           << "</DESCRIPTION>\n      </FIELD>\n";
  }
}

void write_info(const char* name, const std::string& value, std::ostream& stream) {
  stream << "    <INFO" << attribute("name", name) << " value=\"" << xml_text(value) << "\"/>\n";
}

void write_rows(const ResultReader& table, std::ostream& stream) {
  const ValueStyle style{"NaN", "+Inf", "-Inf", "true", "false", xml_text};
  for_each_block(table, [&](const ResultRows& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      stream << "        <TR>";
      for (const ResultColumn& column : table.columns())
        stream << "<TD>" << value_text(rows, row, column, style) << "</TD>";
      stream << "</TR>\n";
    }
  });
}

} // namespace

// https://www.ivoa.net/documents/VOTable/20191021/
void write_votable(const ResultReader& table, const ExportOrigin& origin, std::ostream& stream) {
  stream << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<VOTABLE version=\"1.4\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\">\n"
            "  <RESOURCE type=\"results\">\n";
  write_info("program", origin.program, stream);
  write_info("results", origin.results, stream);
  for (const std::string& line : origin.configuration)
    write_info("configuration", line, stream);
  if (std::ranges::any_of(table.columns(), is_position)) {
    stream << "    <COOSYS ID=\"" << frame << "\" system=\"" << frame << "\"/>\n";
  }
  stream << "    <TABLE" << attribute("name", origin.table.substr(1)) << " nrows=\""
         << table.n_rows() << "\">\n";
  for (const ResultColumn& column : table.columns())
    write_field(column, stream);
  stream << "      <DATA><TABLEDATA>\n";
  write_rows(table, stream);
  stream << "      </TABLEDATA></DATA>\n    </TABLE>\n  </RESOURCE>\n</VOTABLE>\n";
}

} // namespace counterpoint

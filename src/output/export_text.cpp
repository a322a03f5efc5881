#include "output/export_writers.hpp"

#include <cmath>
#include <functional>

namespace counterpoint {

namespace {

// One value as text, escaped for its format.
std::string value_text(const ResultRows& rows, std::size_t row, const ResultColumn& column,
                       const std::function<std::string(std::string_view)>& escape,
                       const char* not_a_number) {
  switch (column.type) {
  case ResultType::real: {
    const double value = rows.real(row, column);
    return std::isnan(value) ? not_a_number : shortest_text(value);
  }
  case ResultType::integer:
    return shortest_text(rows.integer(row, column));
  case ResultType::boolean:
    return rows.boolean(row, column) ? "true" : "false";
  case ResultType::text:
    break;
  }
  return escape(rows.text(row, column));
}

// A field with separators, quotes or line ends is quoted, as RFC 4180 has it.
std::string csv_text(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{text};
  std::string quoted = "\"";
  for (const char character : text) {
    if (character == '"') quoted += '"';
    quoted += character;
  }
  return quoted + '"';
}

std::string xml_text(std::string_view text) {
  std::string escaped;
  for (const char character : text) {
    switch (character) {
    case '&':
      escaped += "&amp;";
      break;
    case '<':
      escaped += "&lt;";
      break;
    case '>':
      escaped += "&gt;";
      break;
    case '"':
      escaped += "&quot;";
      break;
    default:
      // XML has no other control characters, not even escaped.
      escaped +=
          static_cast<unsigned char>(character) < 0x20 && character != '\n' ? ' ' : character;
    }
  }
  return escaped;
}

const char* votable_type(ResultType type) {
  switch (type) {
  case ResultType::real:
    return "datatype=\"double\"";
  case ResultType::integer:
    return "datatype=\"long\"";
  case ResultType::boolean:
    return "datatype=\"boolean\"";
  case ResultType::text:
    break;
  }
  return "datatype=\"unicodeChar\" arraysize=\"*\"";
}

void write_field(const ResultColumn& column, std::ostream& stream) {
  const auto attribute = [&](const char* name, const std::string& value) {
    if (!value.empty()) stream << ' ' << name << "=\"" << xml_text(value) << '"';
  };
  stream << "      <FIELD";
  attribute("name", column.name);
  stream << ' ' << votable_type(column.type);
  attribute("unit", column.unit);
  attribute("ucd", column.ucd);
  stream << ">\n";
  if (!column.description.empty()) {
    stream << "        <DESCRIPTION>" << xml_text(column.description) << "</DESCRIPTION>\n";
  }
  stream << "      </FIELD>\n";
}

} // namespace

void write_csv(const ResultReader& table, std::ostream& stream) {
  const char* separator = "";
  for (const ResultColumn& column : table.columns()) {
    stream << separator << csv_text(column.name);
    separator = ",";
  }
  stream << '\n';
  for_each_block(table, table.block_rows(), [&](const ResultRows& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      separator = "";
      for (const ResultColumn& column : table.columns()) {
        stream << separator << value_text(rows, row, column, csv_text, "");
        separator = ",";
      }
      stream << '\n';
    }
  });
}

void write_votable(const ResultReader& table, const std::string& name, std::ostream& stream) {
  stream << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<VOTABLE version=\"1.3\" xmlns=\"http://www.ivoa.net/xml/VOTable/v1.3\">\n"
            "  <RESOURCE type=\"results\">\n"
            "    <TABLE name=\""
         << xml_text(name) << "\" nrows=\"" << table.n_rows() << "\">\n";
  for (const ResultColumn& column : table.columns())
    write_field(column, stream);
  stream << "      <DATA><TABLEDATA>\n";
  for_each_block(table, table.block_rows(), [&](const ResultRows& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      stream << "        <TR>";
      for (const ResultColumn& column : table.columns()) {
        stream << "<TD>" << value_text(rows, row, column, xml_text, "NaN") << "</TD>";
      }
      stream << "</TR>\n";
    }
  });
  stream << "      </TABLEDATA></DATA>\n    </TABLE>\n  </RESOURCE>\n</VOTABLE>\n";
}

} // namespace counterpoint

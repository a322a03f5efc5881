#include "output/astropy_metadata.hpp"
#include "output/export_writers.hpp"
#include "output/shortest_text.hpp"

#include <cmath>

namespace counterpoint {

namespace {

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

// The names and the values, with commas between.
void write_lines(const ResultReader& table, const ValueStyle& style, std::ostream& stream) {
  const char* separator = "";
  for (const ResultColumn& column : table.columns()) {
    stream << separator << csv_text(column.name);
    separator = ",";
  }
  stream << '\n';
  for_each_block(table, [&](const ResultRows& rows) {
    for (std::size_t row = 0; row < rows.size(); ++row) {
      separator = "";
      for (const ResultColumn& column : table.columns()) {
        stream << separator << value_text(rows, row, column, style);
        separator = ",";
      }
      stream << '\n';
    }
  });
}

} // namespace

std::string value_text(const ResultRows& rows, std::size_t row, const ResultColumn& column,
                       const ValueStyle& style) {
  switch (column.type) {
  case ResultType::real: {
    const double value = rows.real(row, column);
    if (std::isnan(value)) return style.not_a_number;
    if (std::isinf(value)) return value > 0.0 ? style.infinity : style.minus_infinity;
    return shortest_text(value);
  }
  case ResultType::integer:
    return shortest_text(rows.integer(row, column));
  case ResultType::boolean:
    return rows.boolean(row, column) ? style.yes : style.no;
  case ResultType::text:
    break;
  }
  return style.escape(rows.text(row, column));
}

std::string astropy_type(ResultType type) {
  switch (type) {
  case ResultType::real:
    return "float64";
  case ResultType::integer:
    return "int64";
  case ResultType::boolean:
    return "bool";
  case ResultType::text:
    break;
  }
  return "string";
}

void write_csv(const ResultReader& table, std::ostream& stream) {
  write_lines(table, {"", "inf", "-inf", "true", "false", csv_text}, stream);
}

// ECSV 1.0: https://github.com/astropy/astropy-APEs/blob/main/APE6.rst
void write_ecsv(const ResultReader& table, const ExportOrigin& origin, std::ostream& stream) {
  stream << "# %ECSV 1.0\n# ---\n# delimiter: ','\n# datatype:\n";
  for (const ResultColumn& column : table.columns()) {
    stream << "# "
           << astropy_column({column.name, astropy_type(column.type), column.unit,
                              column.description, column.ucd})
           << '\n';
  }
  stream << "# meta:\n#   program: " << yaml_text(origin.program)
         << "\n#   results: " << yaml_text(origin.results)
         << "\n#   table: " << yaml_text(origin.table) << '\n';
  if (!origin.configuration.empty()) stream << "#   configuration:\n";
  for (const std::string& line : origin.configuration)
    stream << "#   - " << yaml_text(line) << '\n';
  stream << "# schema: astropy-2.0\n";
  write_lines(table, {"nan", "inf", "-inf", "True", "False", csv_text}, stream);
}

} // namespace counterpoint

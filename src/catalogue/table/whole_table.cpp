#include "counterpoint/catalogue/whole_table.hpp"

#include "catalogue/layout/column_lookup.hpp"
#include "catalogue/rows/row_source.hpp"
#include "catalogue/values/decimal.hpp"
#include "counterpoint/core/check.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <limits>
#include <type_traits>

namespace counterpoint {

namespace {
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::string name_of(const WholeTable& table) {
  std::string names;
  for (const WholeTable::File& file : table.files)
    names += (names.empty() ? "catalogue '" : "', '") + file.path.string();
  return names + "'";
}

ColumnPlan find_column(const WholeTable& table, const ColumnRequest& request) {
  std::vector<ColumnInfo> infos;
  for (const TableColumn& column : table.columns)
    infos.push_back({.name = column.name, .unit = column.unit, .ucd = column.ucd});
  return find_column(infos, request, name_of(table));
}

// A value as the program works with it.
template <class T>
FieldStatus convert_value(const T& value, const Conversion& conversion, double& converted) {
  if constexpr (std::is_same_v<T, std::string>) {
    return parse_field(value, conversion, converted);
  } else {
    converted = static_cast<double>(value);
    return convert(conversion, converted) ? FieldStatus::good : FieldStatus::out_of_range;
  }
}

std::string text_of(double value) {
  return decimal_text(value);
}
std::string text_of(std::int64_t value) {
  return std::to_string(value);
}
std::string text_of(const std::string& value) {
  return value;
}
} // namespace

const TableColumn& WholeTable::column(const std::string& name, const std::string& key) const {
  const ColumnRequest request{name, Quantity::text, key};
  return columns[static_cast<std::size_t>(find_column(*this, request).index)];
}

std::vector<const TableColumn*> WholeTable::with_ucd(const std::string& ucd) const {
  std::vector<const TableColumn*> found;
  for (const TableColumn& column : columns) {
    if (lower_case(column.ucd) == lower_case(ucd)) found.push_back(&column);
  }
  return found;
}

std::vector<double> WholeTable::numbers(const ColumnRequest& request) const {
  const ColumnPlan plan = find_column(*this, request);
  std::vector<double> numbers(static_cast<std::size_t>(n_rows), missing);
  if (plan.index == ColumnPlan::absent) return numbers;
  const TableColumn& column = columns[static_cast<std::size_t>(plan.index)];
  std::visit(
      [&](const auto& values) {
        for (std::size_t row = 0; row < values.size(); ++row) {
          const FieldStatus status = convert_value(values[row], plan.conversion, numbers[row]);
          if (status == FieldStatus::good) continue;
          ColumnRequest named = request;
          named.name = column.name;
          throw InputError{locate(static_cast<std::int64_t>(row)) + ": " +
                           describe_problem(status, named, text_of(values[row]))};
        }
      },
      column.values);
  return numbers;
}

std::vector<Angle> WholeTable::angles(const ColumnRequest& request) const {
  const bool is_error = request.quantity == Quantity::angular_error;
  check(is_error || request.quantity == Quantity::right_ascension ||
            request.quantity == Quantity::declination ||
            request.quantity == Quantity::position_angle,
        "an angle was asked for as another quantity");
  std::vector<Angle> angles;
  for (const double number : numbers(request))
    angles.push_back(is_error ? Angle::from_arcsec(number) : Angle::from_degrees(number));
  return angles;
}

std::vector<std::string> WholeTable::texts(const ColumnRequest& request) const {
  std::vector<std::string> texts(static_cast<std::size_t>(n_rows));
  const ColumnPlan plan = find_column(*this, request);
  if (plan.index == ColumnPlan::absent) return texts;
  std::visit(
      [&texts](const auto& values) {
        std::transform(values.begin(), values.end(), texts.begin(),
                       [](const auto& value) { return text_of(value); });
      },
      columns[static_cast<std::size_t>(plan.index)].values);
  return texts;
}

std::string WholeTable::locate(std::int64_t row) const {
  check(row >= 0 && row < n_rows, "a row that is not there is asked for");
  const auto after =
      std::upper_bound(files.begin(), files.end(), row, [](std::int64_t wanted, const File& file) {
        return wanted < file.first_row;
      });
  const File& file = *(after - 1);
  return file.path.string() + " row " + std::to_string(row - file.first_row + 1);
}

} // namespace counterpoint

#include "counterpoint/catalogue/carried.hpp"

#include "catalogue/values/conversion.hpp"
#include "catalogue/values/value_kind.hpp"
#include "counterpoint/comm/reduction.hpp"
#include "counterpoint/core/check.hpp"
#include "counterpoint/core/checked_cast.hpp"

#include <cstring>

namespace counterpoint {

namespace {

using CellEnd = std::uint32_t;

// What is seen of the values of all columns.
struct Findings {
  std::vector<ValueKindFinder> columns;

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    for (ValueKindFinder& column : columns)
      column.add_up(over_ranks);
  }
};

ValueKind kind_of(DeclaredKind declared, const ValueKindFinder& found) {
  if (declared == DeclaredKind::real) return ValueKind::real;
  return declared == DeclaredKind::text ? ValueKind::text : found.kind();
}

void append(TableColumn::Values& values, std::string_view cell) {
  if (auto* const texts = std::get_if<std::vector<std::string>>(&values)) {
    texts->emplace_back(cell);
  } else if (auto* const integers = std::get_if<std::vector<std::int64_t>>(&values)) {
    const auto integer = parse_integer(cell);
    check(integer.has_value(), "a column of integers holds something else");
    integers->push_back(*integer);
  } else {
    double number = 0.0;
    const FieldStatus status = parse_field(cell, Conversion{}, number);
    check(status == FieldStatus::good, "a column of numbers holds something else");
    std::get<std::vector<double>>(values).push_back(number);
  }
}

} // namespace

std::string pack_cells(std::span<const std::string> cells) {
  std::string packed(cells.size() * sizeof(CellEnd), '\0');
  for (std::size_t i = 0; i < cells.size(); ++i) {
    packed += cells[i];
    const auto end = checked_cast<CellEnd>(packed.size());
    std::memcpy(packed.data() + i * sizeof end, &end, sizeof end);
  }
  return packed;
}

std::string_view cell_of(const std::string& packed, std::size_t column, std::size_t n_columns) {
  const auto end_of = [&packed](std::size_t i) {
    CellEnd end = 0;
    std::memcpy(&end, packed.data() + i * sizeof end, sizeof end);
    return std::size_t{end};
  };
  const std::size_t begin = column == 0 ? n_columns * sizeof(CellEnd) : end_of(column - 1);
  return std::string_view{packed}.substr(begin, end_of(column) - begin);
}

std::vector<TableColumn> typed_columns(const Communicator& comm,
                                       std::span<const CarriedColumn> columns,
                                       std::span<const std::string> packed,
                                       std::span<const std::int64_t> selection) {
  const auto cell = [&](std::int64_t place, std::size_t column) -> std::string_view {
    if (place < 0) return {};
    return cell_of(packed[static_cast<std::size_t>(place)], column, columns.size());
  };
  Findings found{std::vector<ValueKindFinder>(columns.size())};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].kind != DeclaredKind::nothing) continue;
    for (const std::int64_t place : selection)
      found.columns[i].add(cell(place, i));
  }
  counterpoint::add_up(comm, found);

  std::vector<TableColumn> typed;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const CarriedColumn& column = columns[i];
    TableColumn& to = typed.emplace_back(
        TableColumn{column.name, column.unit, column.ucd, column.description, {}});
    const ValueKind kind = kind_of(column.kind, found.columns[i]);
    if (kind == ValueKind::integer) to.values = std::vector<std::int64_t>{};
    if (kind == ValueKind::text) to.values = std::vector<std::string>{};
    for (const std::int64_t place : selection)
      append(to.values, cell(place, i));
  }
  return typed;
}

} // namespace counterpoint

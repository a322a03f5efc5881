#pragma once

#include "counterpoint/core/check.hpp"
#include "counterpoint/output/table.hpp"

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace counterpoint {

/// Local. Builds an OutputTable row by row: each column from a function of the row. The builder
/// keeps the values and must outlive the table.
class TableBuilder {
public:
  TableBuilder(std::string path, std::size_t n_rows)
      : TableBuilder{std::move(path), RowRange{0, n_rows}} {}
  /// Of these rows alone.
  TableBuilder(std::string path, const RowRange& rows) : rows_{rows} {
    table_.path = std::move(path);
  }

  template <class ValueOfRow>
  TableBuilder& column(const std::string& name, const std::string& unit, const std::string& ucd,
                       const std::string& description, ValueOfRow&& value_of_row) {
    using Value = decltype(value_of_row(std::size_t{0}));
    auto& values = storage<std::decay_t<Value>>().emplace_back();
    if (!rows_.is_of_texts || std::is_same_v<std::decay_t<Value>, std::string>) {
      values.reserve(rows_.count);
      for (std::size_t row = rows_.first; row < rows_.first + rows_.count; ++row)
        values.push_back(value_of_row(row));
    }
    using Span = std::span<const std::decay_t<Value>>;
    table_.columns.push_back({name, Span{values}, unit, description, ucd});
    return *this;
  }

  /// A column whose values, those of all rows, are kept elsewhere, and must outlive the table too.
  TableBuilder& column(OutputColumn column) {
    std::visit(
        [&](auto& values) {
          check(rows_.first + rows_.count <= values.size(), "a column that is too short");
          values = values.subspan(rows_.first, rows_.count);
        },
        column.values);
    table_.columns.push_back(std::move(column));
    return *this;
  }

  [[nodiscard]] const OutputTable& table() const { return table_; }

private:
  template <class Value>
  std::deque<std::vector<Value>>& storage() {
    if constexpr (std::is_same_v<Value, double>)
      return doubles_;
    else if constexpr (std::is_same_v<Value, std::int64_t>)
      return integers_;
    else if constexpr (std::is_same_v<Value, std::uint8_t>)
      return booleans_;
    else
      return texts_;
  }

  OutputTable table_;
  RowRange rows_;
  // Deques, since the columns point into the vectors.
  std::deque<std::vector<double>> doubles_;
  std::deque<std::vector<std::int64_t>> integers_;
  std::deque<std::vector<std::uint8_t>> booleans_;
  std::deque<std::vector<std::string>> texts_;
};

} // namespace counterpoint

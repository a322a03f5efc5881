#include "catalogue/rows/document_rows.hpp"

#include "counterpoint/core/error.hpp"

#include <algorithm>

namespace counterpoint {

std::int64_t DocumentRows::read(RowBlock& block, std::int64_t max_rows) {
  constexpr std::int64_t most_carried = 1024; // rows
  const bool carries = !request_.carried.empty();
  const std::int64_t n_rows =
      std::min(carries ? std::min(max_rows, most_carried) : max_rows, request_.piece.end - row_);
  carried_.resize(carries ? static_cast<std::size_t>(n_rows) : 0);
  for (std::int64_t row = 0; row < n_rows; ++row, ++row_) {
    advance();
    for (std::size_t i = 0; i < request_.columns.size(); ++i) {
      if (request_.columns[i].index != ColumnPlan::absent)
        read_cell(i, block, static_cast<std::size_t>(row));
    }
    if (!carries) continue;
    std::vector<std::string>& cells = carried_[static_cast<std::size_t>(row)];
    cells.clear();
    for (const ColumnPlan& column : request_.carried) {
      const bool is_absent = column.index == ColumnPlan::absent;
      cells.push_back(is_absent ? "" : text(static_cast<std::size_t>(column.index)));
    }
  }
  return n_rows;
}

void DocumentRows::read_carried(std::int64_t row, std::vector<std::string>& cells) {
  cells = carried_[static_cast<std::size_t>(row)];
}

std::int64_t DocumentRows::bytes_used() const {
  return row_ * request_.file.row_bytes;
}

void DocumentRows::read_cell(std::size_t requested, RowBlock& block, std::size_t target) const {
  const ColumnPlan& plan = request_.columns[requested];
  const auto column = static_cast<std::size_t>(plan.index);
  if (plan.conversion.quantity == Quantity::text) {
    block.texts[requested][target] = text(column);
    return;
  }
  const FieldStatus status = number(column, plan.conversion, block.numbers[requested][target]);
  if (status == FieldStatus::good) return;
  throw InputError{locate_by_number(request_, row_) + ": " +
                   describe_problem(status, request_.requests[requested], text(column))};
}

} // namespace counterpoint

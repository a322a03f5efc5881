#include "counterpoint/core/error.hpp"
#include "row_source.hpp"
#include "votable_document.hpp"

#include <algorithm>

namespace counterpoint {

namespace {
class VotableRows final : public RowSource {
public:
  explicit VotableRows(const PieceRequest& request)
      : request_{request}, document_{request.path, request.file.is_gzip}, rows_{document_.rows()},
        row_{request.piece.begin} {
    for (std::int64_t row = 0; row < request.piece.begin; ++row)
      advance();
  }

  std::int64_t read(RowBlock& block, std::int64_t max_rows) override {
    const std::int64_t n_rows = std::min(max_rows, request_.piece.end - row_);
    for (std::int64_t row = 0; row < n_rows; ++row, ++row_) {
      advance();
      for (std::size_t i = 0; i < request_.columns.size(); ++i) {
        if (request_.columns[i].index != ColumnPlan::absent) read_cell(i, block, row);
      }
    }
    return n_rows;
  }

  std::int64_t bytes_used() const override {
    return (row_ - request_.piece.begin) * request_.file.row_bytes;
  }

private:
  void advance() {
    if (!rows_->next()) throw_changed(request_.path);
  }

  void read_cell(std::size_t request, RowBlock& block, std::int64_t row) const {
    const ColumnPlan& plan = request_.columns[request];
    const auto column = static_cast<std::size_t>(plan.index);
    const auto target = static_cast<std::size_t>(row);
    if (plan.conversion.quantity == Quantity::text) {
      block.texts[request][target] = rows_->text(column);
      return;
    }
    const FieldStatus status =
        rows_->number(column, plan.conversion, block.numbers[request][target]);
    if (status == FieldStatus::good) return;
    throw InputError{locate_row(request_, row_ - request_.piece.begin) + ": " +
                     describe_problem(status, request_.requests[request], rows_->text(column))};
  }

  PieceRequest request_;
  VotableDocument document_;
  std::unique_ptr<VotableCursor> rows_;
  std::int64_t row_; // of the file
};
} // namespace

std::unique_ptr<RowSource> open_votable_rows(const PieceRequest& request) {
  return std::make_unique<VotableRows>(request);
}

} // namespace counterpoint

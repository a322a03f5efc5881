#pragma once

#include "catalogue/rows/row_source.hpp"

#include <string>
#include <vector>

namespace counterpoint {

/// The rows of a document: a file that is read whole, a VOTable or regions.
class DocumentRows : public RowSource {
public:
  explicit DocumentRows(const PieceRequest& request) : request_{request} {}

  [[nodiscard]] std::int64_t read(RowBlock& block, std::int64_t max_rows) final;
  void read_carried(std::int64_t row, std::vector<std::string>& cells) final;
  [[nodiscard]] std::int64_t bytes_used() const final;

protected:
  [[nodiscard]] const PieceRequest& request() const { return request_; }

private:
  /// Moves to the next row, at first to the first.
  virtual void advance() = 0;
  /// Cells of the row.
  [[nodiscard]] virtual std::string text(std::size_t column) const = 0;
  [[nodiscard]] virtual FieldStatus number(std::size_t column, const Conversion& conversion,
                                           double& value) const = 0;

  void read_cell(std::size_t requested, RowBlock& block, std::size_t target) const;

  PieceRequest request_;
  std::int64_t row_ = 0;
  std::vector<std::vector<std::string>> carried_; // of the block's rows: a document has no way back
};

} // namespace counterpoint

#pragma once

#include "catalogue/shares/row_source.hpp"

namespace counterpoint {

/// Rows of a piece of a document that is read whole: VOTable, regions.
class DocumentRows : public RowSource {
public:
  explicit DocumentRows(const PieceRequest& request)
      : request_{request}, row_{request.piece.begin} {}

  [[nodiscard]] std::int64_t read(RowBlock& block, std::int64_t max_rows) final;
  [[nodiscard]] std::int64_t bytes_used() const final;

protected:
  [[nodiscard]] const PieceRequest& request() const { return request_; }

private:
  /// The next row, from the first one of the piece on; its cells are asked for after it.
  virtual void advance() = 0;
  [[nodiscard]] virtual std::string text(std::size_t column) const = 0;
  [[nodiscard]] virtual FieldStatus number(std::size_t column, const Conversion& conversion,
                                           double& value) const = 0;

  void read_cell(std::size_t requested, RowBlock& block, std::size_t target) const;

  PieceRequest request_;
  std::int64_t row_; // of the file
};

} // namespace counterpoint

#pragma once

#include "catalogue/layout/file_layout.hpp"
#include "catalogue/rows/piece.hpp"
#include "counterpoint/catalogue/column.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// A piece of a file, and the columns that are read of it.
struct PieceRequest {
  std::filesystem::path path;
  FilePlan file;
  Piece piece;
  std::span<const ColumnPlan> columns; ///< in the order of the request; absent ones are not read
  std::span<const ColumnRequest> requests;  ///< the same columns, with their names for messages
  std::span<const ColumnPlan> carried = {}; ///< columns whose cells are wanted of some rows
};

/// Rows of one piece, in order.
class RowSource {
public:
  RowSource() = default;
  virtual ~RowSource() = default;
  RowSource(const RowSource&) = delete;
  RowSource& operator=(const RowSource&) = delete;
  RowSource(RowSource&&) = delete;
  RowSource& operator=(RowSource&&) = delete;

  /// Fills the columns of `block`, which hold `max_rows` elements each; returns the number of rows,
  /// 0 at the end. May return fewer where columns are carried: their rows stay in memory.
  [[nodiscard]] virtual std::int64_t read(RowBlock& block, std::int64_t max_rows) = 0;

  /// The cells of the carried columns in row `row` of the block that was read last, as text; "" for
  /// missing values and absent columns.
  virtual void read_carried(std::int64_t row, std::vector<std::string>& cells) = 0;

  [[nodiscard]] virtual std::int64_t bytes_used() const = 0;
};

/// What is wrong with a field, and the way out: the end of a message that begins with the place.
[[nodiscard]] std::string describe_problem(FieldStatus status, const ColumnRequest& request,
                                           const std::string& text);

/// For a file that is not as it was when its rows were counted. \throws SystemError, always
[[noreturn]] void throw_changed(const std::filesystem::path& path);

/// "file.fits row 17", counted from 1: row `row`, counted from 0 within the piece, of a file whose
/// pieces count rows.
[[nodiscard]] std::string locate_by_number(const PieceRequest& request, std::int64_t row);

} // namespace counterpoint

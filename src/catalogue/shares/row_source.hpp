#pragma once

#include "catalogue/shares/file_plan.hpp"
#include "catalogue/shares/share_plan.hpp"
#include "counterpoint/catalogue/column.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// What is read, and how it is spoken of.
struct PieceRequest {
  std::filesystem::path path;
  FilePlan file;
  Piece piece;
  std::span<const ColumnPlan>
      columns; ///< as requested, in that order; of absent ones nothing is filled in
  std::span<const ColumnRequest> requests; ///< their names, for messages
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
  /// 0 at the end.
  [[nodiscard]] virtual std::int64_t read(RowBlock& block, std::int64_t max_rows) = 0;

  [[nodiscard]] virtual std::int64_t bytes_used() const = 0;
};

/// The rows of a piece, whatever the format of its file.
[[nodiscard]] std::unique_ptr<RowSource> open_rows(const PieceRequest& request);

[[nodiscard]] std::unique_ptr<RowSource> open_text_rows(const PieceRequest& request);
[[nodiscard]] std::unique_ptr<RowSource> open_fits_rows(const PieceRequest& request);
[[nodiscard]] std::unique_ptr<RowSource> open_votable_rows(const PieceRequest& request);
[[nodiscard]] std::unique_ptr<RowSource> open_region_rows(const PieceRequest& request);

/// What is wrong with a field, and the way out; to follow the place where it stands.
[[nodiscard]] std::string describe_problem(FieldStatus status, const ColumnRequest& request,
                                           const std::string& text);

/// For a file that is not as it was when its rows were counted. \throws SystemError, always
[[noreturn]] void throw_changed(const std::filesystem::path& path);

/// Where row `row` of the piece stands: "file.csv:17", "file.fits row 17".
[[nodiscard]] std::string locate_row(const PieceRequest& request, std::int64_t row);

[[nodiscard]] std::string locate_text_row(const PieceRequest& request, std::int64_t row);

} // namespace counterpoint

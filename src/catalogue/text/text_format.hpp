#pragma once

#include "catalogue/layout/file_layout.hpp"
#include "catalogue/rows/row_source.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace counterpoint {

/// Separator, header and first row of a text table.
/// \throws InputError where the file is no text table, or has no rows
[[nodiscard]] FileLayout inspect_text(const std::filesystem::path& path, bool is_gzip);

/// The rows of a piece of such a file.
/// \throws InputError as RowSource::read(), or where the file cannot be read
[[nodiscard]] std::unique_ptr<RowSource> open_text_rows(const PieceRequest& request);

/// "file.csv:17", counted from 1: the line of row `row`, counted from 0 within the piece. Reads the
/// file again.
[[nodiscard]] std::string locate_text_row(const PieceRequest& request, std::int64_t row);

} // namespace counterpoint

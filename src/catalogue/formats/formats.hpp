#pragma once

#include "catalogue/layout/file_layout.hpp"
#include "catalogue/rows/row_source.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace counterpoint {

/// A file of any format that the program reads: what it declares, and where its rows begin.
/// \throws InputError where the file is missing, unreadable, no table, cut short, or has no rows
[[nodiscard]] FileLayout inspect_file(const std::filesystem::path& path);

/// The rows of a piece of a file of any format.
[[nodiscard]] std::unique_ptr<RowSource> open_rows(const PieceRequest& request);

/// "file.csv:17" or "file.fits row 17", counted from 1: the place of row `row`, counted from 0
/// within the piece.
[[nodiscard]] std::string locate_row(const PieceRequest& request, std::int64_t row);

} // namespace counterpoint

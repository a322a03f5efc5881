#pragma once

#include "catalogue/layout/file_layout.hpp"
#include "catalogue/rows/row_source.hpp"

#include <filesystem>
#include <memory>

namespace counterpoint {

/// The columns and the number of rows of a DS9 region file, which is read whole for it.
/// \throws InputError as read_regions()
[[nodiscard]] FileLayout inspect_region(const std::filesystem::path& path, bool is_gzip);

/// The rows of a piece of such a file.
/// \throws InputError as RowSource::read(), or where the file cannot be read
[[nodiscard]] std::unique_ptr<RowSource> open_region_rows(const PieceRequest& request);

} // namespace counterpoint

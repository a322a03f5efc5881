#pragma once

#include "catalogue/layout/file_layout.hpp"
#include "catalogue/rows/row_source.hpp"

#include <filesystem>
#include <memory>

namespace counterpoint {

/// The first binary table of a FITS file, gzipped or not. Only headers are read: a gzipped file
/// is inflated no farther than these.
/// \throws InputError where there is none (the message lists the HDUs), or the file is cut short
[[nodiscard]] FileLayout inspect_fits(const std::filesystem::path& path, bool is_gzip);

/// The rows of a piece of such a file.
/// \throws InputError as RowSource::read(), or where the file cannot be read
[[nodiscard]] std::unique_ptr<RowSource> open_fits_rows(const PieceRequest& request);

} // namespace counterpoint

#pragma once

#include "catalogue/shares/file_plan.hpp"

#include <filesystem>

namespace counterpoint {

/// The first binary table of a FITS file, gzipped or not. Only headers are read: of a gzipped file
/// no more is inflated than holds them.
/// \throws InputError where there is none (the message lists the HDUs), or the file is cut short
[[nodiscard]] FileLayout inspect_fits(const std::filesystem::path& path, bool is_gzip);

/// Uncompresses the tile-compressed table of `path` into `target`, a new file.
/// \return the layout of the table in `target`
[[nodiscard]] FileLayout uncompress_table(const std::filesystem::path& path,
                                          const std::filesystem::path& target);

} // namespace counterpoint

#pragma once

#include "catalogue/layout/file_layout.hpp"

#include <filesystem>

namespace counterpoint {

/// Uncompresses the tile-compressed table of `path` into `target`, a new file.
/// \return the layout of the table in `target`
[[nodiscard]] FileLayout uncompress_table(const std::filesystem::path& path,
                                          const std::filesystem::path& target);

} // namespace counterpoint

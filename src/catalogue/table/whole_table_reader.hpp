#pragma once

#include "counterpoint/catalogue/whole_table.hpp"

#include <filesystem>
#include <span>

namespace counterpoint {

/// Local. What read_whole_table() does on the one rank that reads.
/// \throws InputError as read_whole_table()
[[nodiscard]] WholeTable read_files_whole(std::span<const std::filesystem::path> files);

} // namespace counterpoint

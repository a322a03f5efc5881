#pragma once

#include <filesystem>

namespace counterpoint {

/// The folder that a file is in.
[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& path);

/// Local. Creates an empty file under a temporary name of this process beside `final_path`: at
/// once, so that two runs in the same folder cannot choose the same name. \throws InputError if the
/// folder cannot be written to, SystemError if the disk is full or fails
[[nodiscard]] std::filesystem::path create_partial(const std::filesystem::path& final_path);

} // namespace counterpoint

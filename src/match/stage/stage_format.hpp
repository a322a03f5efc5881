#pragma once

#include "counterpoint/output/table.hpp"
#include "match/input_files.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace counterpoint {

/// Local. The attributes of a stage file: what it is, the build that wrote it, and the settings.
[[nodiscard]] std::vector<OutputAttribute> stage_attributes(const std::string& settings);

/// Local. \throws InputError if a file is there, but not as it was
void require_same_inputs(const std::filesystem::path& stage, const std::vector<FileState>& files);

} // namespace counterpoint

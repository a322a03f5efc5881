#pragma once

#include "counterpoint/output/table.hpp"
#include "match/match_options.hpp"
#include "match/stage/stage_state.hpp"

#include <string>
#include <vector>

namespace counterpoint {

/// Local. The attributes of a stage file: what it is, the build that wrote it, and the settings.
[[nodiscard]] std::vector<OutputAttribute> stage_attributes(const std::string& settings);

/// Local. The catalogues and lists of a run as they are now; of one that is not there, 0 bytes.
[[nodiscard]] std::vector<InputFile> input_files(const MatchOptions& options);

/// Local. \throws InputError if a file is there, but not as it was
void require_unchanged(const std::filesystem::path& stage, const std::vector<InputFile>& files);

} // namespace counterpoint

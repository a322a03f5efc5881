#pragma once

#include "match/match_inputs.hpp"
#include "match/match_options.hpp"

#include <string>
#include <vector>

namespace counterpoint {

/// Local. What the user should know of the infrared errors: rows that are left out because of
/// theirs, and errors that swamp those of the X-ray sources. Nothing where nothing looks wrong.
[[nodiscard]] std::vector<std::string> doubts_on_infrared_errors(const MatchOptions& options,
                                                                 const MatchInputs& inputs);

} // namespace counterpoint

#pragma once

#include "match/match_inputs.hpp"
#include "match/match_options.hpp"

#include <string>
#include <vector>

namespace counterpoint {

/// Local. What of the X-ray catalogue is usually not meant: rows that are left out because of their
/// error, positions that are in no degrees.
[[nodiscard]] std::vector<std::string> doubts_on_xray_rows(const MatchOptions& options,
                                                           const MatchInputs& inputs);

} // namespace counterpoint

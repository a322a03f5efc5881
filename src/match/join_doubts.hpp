#pragma once

#include "counterpoint/sources/joined_catalogues.hpp"

#include <string>
#include <vector>

namespace counterpoint {

/// Local. What the user should know of it; nothing where nothing looks wrong.
[[nodiscard]] std::vector<std::string> doubts_on_join(const JoinSummary& join);

} // namespace counterpoint

#pragma once

#include "counterpoint/sources/joined_catalogues.hpp"

#include <string>
#include <vector>

namespace counterpoint {

/// Local. For the log: how many stars the two catalogues list, together and each alone.
[[nodiscard]] std::string words_on_join(const JoinSummary& join);

/// Local. What the user should know of it; nothing where nothing looks wrong.
[[nodiscard]] std::vector<std::string> doubts_on_join(const JoinSummary& join);

} // namespace counterpoint

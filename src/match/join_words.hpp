#pragma once

#include "counterpoint/sources/joined_catalogues.hpp"

#include <string>

namespace counterpoint {

/// Local. For the log: how many stars the two catalogues list, together and each alone.
[[nodiscard]] std::string words_on_join(const JoinSummary& join);

} // namespace counterpoint

#pragma once

#include "match/results.hpp"

#include <string>
#include <vector>

namespace counterpoint {

/// Do the candidates show that there are counterparts at all? By the gain in ln L of the magnitude
/// model over none (docs/method.md, section 5).
[[nodiscard]] bool sees_counterparts(const MatchResults& results);

/// What is said where they do not.
inline const std::string no_counterparts_seen = "no evidence for counterparts: the candidates are "
                                                "explained as well by chance alone. Do not take "
                                                "probabilities above 0.5 for counterparts";

/// Local. Where the run speaks against its own assumptions: warnings, one a string.
[[nodiscard]] std::vector<std::string> doubts(const MatchResults& results);

} // namespace counterpoint

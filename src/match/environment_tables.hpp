#pragma once

#include "match/results.hpp"

namespace counterpoint {

/// Collective. /candidates and /candidate_stars; nothing where no environment was asked for.
void write_environment_tables(ResultFile& file, const MatchResults& results);

} // namespace counterpoint

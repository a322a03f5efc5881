#pragma once

#include "match/match_inputs.hpp"
#include "match/match_options.hpp"

#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// Above the right ascensions, in deg, of a catalogue that has them in hours, or radians.
inline constexpr double hours_of_a_circle = 24.0;

/// The largest right ascension of the sources that have a position; 0 without any.
[[nodiscard]] double largest_ra_deg(std::span<const XraySource> sources);

/// Local. What of the X-ray catalogue is usually not meant: rows that are left out because of their
/// error, positions that are in no degrees.
[[nodiscard]] std::vector<std::string> doubts_on_xray_rows(const MatchOptions& options,
                                                           const MatchInputs& inputs);

} // namespace counterpoint

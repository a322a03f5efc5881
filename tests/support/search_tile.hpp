#pragma once

#include "counterpoint/search/neighbourhoods.hpp"

namespace counterpoint::test_support {

/// What match_tile() finds in one tile alone.
inline SearchedSky search_tile(std::span<const XraySource> xray,
                               std::span<const InfraredSource> infrared,
                               const Acceptance& acceptance, Angle largest_shift) {
  SearchedSky match;
  match_tile(xray, InfraredRows{infrared}, acceptance, largest_shift, match);
  return match;
}

} // namespace counterpoint::test_support

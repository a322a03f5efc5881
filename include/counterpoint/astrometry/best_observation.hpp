#pragma once

#include "counterpoint/core/angle.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// One row of a catalogue that may hold several of the same source.
struct Observation {
  std::string source; ///< identifier; rows without one are sources of their own
  double counts = 0.0;
  Angle off_axis;
  Angle sig2; ///< NaN where unknown
};

/// The row that places each source best, sources in the order in which they first appear: among its
/// rows with counts and off-axis angle, if any, and of these among those with counts above 0, if
/// any, the one of smallest sig2; the first of equals (XRBID guide).
[[nodiscard]] std::vector<std::size_t> best_observations(std::span<const Observation> observations);

} // namespace counterpoint

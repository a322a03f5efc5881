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

/// The row with the best known position of each source, sources in the order in which they first
/// appear: the one of smallest sig2, and of equals the first. Rows with counts and off-axis angle
/// are preferred to those without, and among them rows with counts above 0.
/// \source the rule of the XRBID guide, which docs/astrometry.md describes
[[nodiscard]] std::vector<std::size_t> best_observations(std::span<const Observation> observations);

} // namespace counterpoint

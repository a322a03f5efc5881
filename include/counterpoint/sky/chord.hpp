#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/sky/position.hpp"

namespace counterpoint {

/// Squared straight-line distance of two unit vectors that lie `separation` apart: the measure that
/// keeps its accuracy for the small angles of cross-matching, where a cosine loses it.
[[nodiscard]] double squared_chord(Angle separation);
[[nodiscard]] double squared_chord(const UnitVector& a, const UnitVector& b);

/// The squared sine of half an angle: a quarter of the squared chord.
[[nodiscard]] double haversine(Angle angle);

/// Inverse of squared_chord().
[[nodiscard]] Angle separation_of_chord(double squared_chord);

} // namespace counterpoint

#include "counterpoint/sky/chord.hpp"

#include <algorithm>

namespace counterpoint {

double haversine(Angle angle) {
  const double sin_half = sin(angle / 2.0);
  return sin_half * sin_half;
}

double squared_chord(Angle separation) {
  return 4.0 * haversine(separation);
}

double squared_chord(const UnitVector& a, const UnitVector& b) {
  const double dx = a.x - b.x;
  const double dy = a.y - b.y;
  const double dz = a.z - b.z;
  return dx * dx + dy * dy + dz * dz;
}

Angle separation_of_chord(double squared_chord) {
  return Angle::from_radians(2.0 * std::asin(std::min(1.0, 0.5 * std::sqrt(squared_chord))));
}

} // namespace counterpoint

#include "counterpoint/null_trials/shift.hpp"

#include "counterpoint/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace counterpoint {

ShiftMode parse_shift_mode(const std::string& text) {
  if (text == "disc") return ShiftMode::disc;
  if (text == "annulus") return ShiftMode::annulus;
  if (text == "rigid") return ShiftMode::rigid;
  throw InputError{"null.mode = " + text + " is not known: use disc, annulus or rigid"};
}

ShiftZone NullOptions::zone() const {
  return {mode == ShiftMode::disc ? Angle{} : shift_min, shift_max};
}

ShiftZone NullOptions::sweep_zone(Angle radius) const {
  return {std::min(zone().inner, radius), radius};
}

Angle NullOptions::largest_shift() const {
  Angle largest = shift_max;
  for (const Angle radius : sweep_radii)
    largest = std::max(largest, radius);
  return largest;
}

Offset shift_offset(const ShiftZone& zone, const ShiftDraw& draw) {
  const double inner = zone.inner.arcsec();
  const double outer = zone.outer.arcsec();
  const double fraction = (draw.radius_bits + 0.5) * 0x1p-32;
  const double radius = std::sqrt(inner * inner + fraction * (outer * outer - inner * inner));
  const double angle = 2.0 * std::numbers::pi * (draw.angle_bits + 0.5) * 0x1p-32;
  return {radius * std::sin(angle), radius * std::cos(angle)};
}

} // namespace counterpoint

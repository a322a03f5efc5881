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

SkyOffset shift_offset(const ShiftZone& zone, const ShiftDraw& draw) {
  const double inner = zone.inner.degrees();
  const double outer = zone.outer.degrees();
  const double fraction = (draw.radius_bits + 0.5) * 0x1p-32;
  const Angle radius =
      Angle::from_degrees(std::sqrt(inner * inner + fraction * (outer * outer - inner * inner)));
  const double angle = 2.0 * std::numbers::pi * (draw.angle_bits + 0.5) * 0x1p-32;
  return {radius * std::sin(angle), radius * std::cos(angle)};
}

std::vector<SettingKey> null_keys() {
  return {{"null.mode", "disc", "disc, annulus or rigid"},
          {"null.trials", "30", "number of null trials"},
          {"null.shift-min", "0", "arcsec, for annulus and rigid"},
          {"null.shift-max", "10", "arcsec"},
          {"null.seed", "1", "seed of all shifts"},
          {"sweep.radii", "0:20:2.5", "shift radii in arcsec, start:stop:step or a list"},
          {"sweep.trials", "10", "trials per radius"}};
}

NullOptions null_options(const Settings& settings) {
  NullOptions null;
  null.mode = parse_shift_mode(settings.text("null.mode"));
  constexpr std::int64_t most_trials = 1000000;
  const auto trials = [&](const std::string& name) {
    const std::int64_t n = settings.integer(name, 0);
    if (n > most_trials) throw InputError{name + ": at most 1000000 trials"};
    return static_cast<int>(n);
  };
  null.trials = trials("null.trials");
  null.shift_min = settings.arcsec("null.shift-min");
  null.shift_max = settings.arcsec("null.shift-max");
  if (!(null.shift_max > Angle{}) || null.shift_min > null.shift_max) {
    throw InputError{"null.shift-min = " + settings.text("null.shift-min") +
                     ", null.shift-max = " + settings.text("null.shift-max") +
                     ": 0 <= shift-min <= shift-max and a positive shift-max were expected"};
  }
  null.seed = static_cast<std::uint64_t>(settings.integer("null.seed", 0));
  for (const double radius_arcsec : settings.range("sweep.radii")) {
    if (radius_arcsec < 0.0) throw InputError{"sweep.radii: radii must not be negative"};
    null.sweep_radii.push_back(Angle::from_arcsec(radius_arcsec));
  }
  null.sweep_trials = trials("sweep.trials");
  constexpr double largest_shift_arcsec = 600.0;
  if (null.largest_shift().arcsec() > largest_shift_arcsec) {
    throw InputError{
        "null.shift-max and sweep.radii: shifts beyond 600 arcsec would make every star "
        "a neighbour of every source; are they meant in arcsec?"};
  }
  return null;
}

} // namespace counterpoint

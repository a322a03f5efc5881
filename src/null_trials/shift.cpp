#include "counterpoint/null_trials/shift.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/settings/choice.hpp"
#include "null_trials/shift_formula.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {
const Choices<ShiftMode> shift_modes{
    {"disc", ShiftMode::disc}, {"annulus", ShiftMode::annulus}, {"rigid", ShiftMode::rigid}};
} // namespace

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
  double east_deg = 0.0;
  double north_deg = 0.0;
  ShiftFormula{zone}.apply(draw.radius_bits, draw.angle_bits, east_deg, north_deg);
  return {Angle::from_degrees(east_deg), Angle::from_degrees(north_deg)};
}

std::vector<SettingKey> null_keys() {
  return {{"null.mode", "annulus", "how trials shift the infrared catalogue", KeyKind::choice,
           words_of(shift_modes)},
          {"null.trials", "30", "number of null trials"},
          {"null.shift-min", "auto",
           "arcsec, for annulus and rigid; auto: beyond the largest acceptance radius"},
          {"null.shift-max", "auto", "arcsec"},
          {"null.seed", "1", "seed of all shifts"},
          {"sweep.radii", "auto",
           "shift radii in arcsec, start:stop:step or a list; auto: up to null.shift-max"},
          {"sweep.trials", "10", "trials per radius"}};
}

NullRequest null_request(const Settings& settings) {
  NullRequest request;
  NullOptions& null = request.given;
  null.mode = choice_of(settings, "null.mode", shift_modes);
  constexpr std::int64_t most_trials = 1000000;
  const auto trials = [&](const std::string& name) {
    return static_cast<int>(settings.integer(name, 0, most_trials));
  };
  const auto shift = [&](const std::string& key, Angle& value) {
    if (settings.text(key) == "auto") return false;
    value = settings.arcsec(key);
    return true;
  };
  null.trials = trials("null.trials");
  request.has_shift_min = shift("null.shift-min", null.shift_min);
  request.has_shift_max = shift("null.shift-max", null.shift_max);
  null.seed = static_cast<std::uint64_t>(settings.integer("null.seed", 0));
  request.has_sweep_radii = settings.text("sweep.radii") != "auto";
  if (request.has_sweep_radii) {
    for (const double radius_arcsec : settings.range("sweep.radii")) {
      if (radius_arcsec < 0.0) throw InputError{"sweep.radii: radii must not be negative"};
      null.sweep_radii.push_back(Angle::from_arcsec(radius_arcsec));
    }
  }
  null.sweep_trials = trials("sweep.trials");
  // What is given is refused before any file is opened.
  if (request.has_shift_max) static_cast<void>(request.resolved(Angle{}));
  return request;
}

NullOptions NullRequest::resolved(Angle largest_radius) const {
  NullOptions null = given;
  const double radius_arcsec = std::ceil(largest_radius.arcsec());
  if (!has_shift_min)
    null.shift_min = Angle::from_arcsec(std::min(
        radius_arcsec + 1.0, has_shift_max ? null.shift_max.arcsec() : radius_arcsec + 1.0));
  if (!has_shift_max) {
    null.shift_max = null.shift_min + Angle::from_arcsec(std::clamp(radius_arcsec, 5.0, 30.0));
  }
  if (!has_sweep_radii) {
    constexpr int n_steps = 8;
    for (int i = 0; i <= n_steps; ++i)
      null.sweep_radii.push_back(null.shift_max * (static_cast<double>(i) / n_steps));
  }
  if (!(null.shift_max > Angle{}) || null.shift_min > null.shift_max) {
    throw InputError{format_text(
        "null.shift-min = %g, null.shift-max = %g: 0 <= shift-min <= shift-max and a positive "
        "shift-max were expected",
        null.shift_min.arcsec(), null.shift_max.arcsec())};
  }
  constexpr double largest_shift_arcsec = 600.0;
  if (null.largest_shift().arcsec() > largest_shift_arcsec) {
    throw InputError{format_text(
        "null.shift-max or sweep.radii reach %g arcsec (the largest acceptance radius is %g): "
        "shifts beyond 600 arcsec would make every star a neighbour of every source; are shifts "
        "and X-ray errors meant in arcsec?",
        null.largest_shift().arcsec(), largest_radius.arcsec())};
  }
  return null;
}

} // namespace counterpoint

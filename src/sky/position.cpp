#include "counterpoint/sky/position.hpp"

#include "counterpoint/core/check.hpp"

namespace counterpoint {

void SkyPosition::bring_into_range() {
  check(ra_.is_finite() && std::abs(dec_.degrees()) <= 90.0, "a sky position out of range");
  double wrapped = std::fmod(ra_.degrees(), 360.0);
  if (wrapped < 0.0) wrapped += 360.0;
  // A tiny negative angle plus 360 rounds to 360 itself.
  ra_ = Angle::from_degrees(wrapped >= 360.0 ? 0.0 : wrapped);
}

UnitVector unit_vector(const SkyPosition& position) {
  const double cos_dec = cos(position.dec());
  return {cos_dec * cos(position.ra()), cos_dec * sin(position.ra()), sin(position.dec())};
}

namespace {
// East and north components of the direction from a to b, and the cosine of their separation.
struct Direction {
  double east;
  double north;
  double along;
};

Direction direction(const SkyPosition& a, const SkyPosition& b) {
  const Angle difference = b.ra() - a.ra();
  const double sin_dec_a = sin(a.dec());
  const double cos_dec_a = cos(a.dec());
  const double sin_dec_b = sin(b.dec());
  const double cos_dec_b = cos(b.dec());
  const double cos_difference = cos(difference);
  return {cos_dec_b * sin(difference),
          cos_dec_a * sin_dec_b - sin_dec_a * cos_dec_b * cos_difference,
          sin_dec_a * sin_dec_b + cos_dec_a * cos_dec_b * cos_difference};
}
} // namespace

Angle separation(const SkyPosition& a, const SkyPosition& b) {
  const Direction d = direction(a, b);
  return Angle::from_radians(std::atan2(std::hypot(d.east, d.north), d.along));
}

Angle position_angle(const SkyPosition& from, const SkyPosition& to) {
  const Direction d = direction(from, to);
  const double degrees = Angle::from_radians(std::atan2(d.east, d.north)).degrees();
  return Angle::from_degrees(degrees < 0.0 ? degrees + 360.0 : degrees);
}

SkyPosition offset_by(const SkyPosition& start, Angle position_angle, Angle separation) {
  // In Cartesian form, which stays accurate at the poles: x toward the meridian of `start`.
  const double toward = sin(separation) * cos(position_angle);
  const double x = cos(separation) * cos(start.dec()) - toward * sin(start.dec());
  const double y = sin(separation) * sin(position_angle);
  const double z = cos(separation) * sin(start.dec()) + toward * cos(start.dec());
  return {start.ra() + Angle::from_radians(std::atan2(y, x)),
          Angle::from_radians(std::atan2(z, std::hypot(x, y)))};
}

} // namespace counterpoint

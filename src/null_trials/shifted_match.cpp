#include "counterpoint/null_trials/shifted_match.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace counterpoint {

namespace {
constexpr std::uint32_t all_bits = std::numeric_limits<std::uint32_t>::max();

// A fraction of the range of 32 random bits, moved outward by a margin that covers all rounding.
constexpr double rounding_bits = 8.0;
std::uint32_t bits_below(double fraction) {
  return static_cast<std::uint32_t>(
      std::clamp(fraction * 0x1p32 - rounding_bits, 0.0, 0x1p32 - 1.0));
}
std::uint32_t bits_above(double fraction) {
  return static_cast<std::uint32_t>(
      std::clamp(fraction * 0x1p32 + rounding_bits, 0.0, 0x1p32 - 1.0));
}
} // namespace

ShiftedPair::ShiftedPair(const Neighbour& neighbour)
    : separation_arcsec_{neighbour.separation_arcsec}, radius_arcsec_{neighbour.radius_arcsec},
      east_arcsec_{neighbour.east_arcsec}, north_arcsec_{neighbour.north_arcsec},
      squared_radius_{neighbour.radius_arcsec * neighbour.radius_arcsec} {
  // Seen from the infrared source, the acceptance disc subtends asin(radius / distance) to each
  // side.
  if (radius_arcsec_ < separation_arcsec_) {
    constexpr double turn = 2.0 * std::numbers::pi;
    const double half_width =
        std::asin(radius_arcsec_ / separation_arcsec_) / turn * 0x1p32 + rounding_bits;
    const double direction = std::atan2(east_arcsec_, north_arcsec_) / turn * 0x1p32;
    angle_low_ = static_cast<std::uint32_t>(static_cast<std::int64_t>(direction - half_width));
    angle_span_ = static_cast<std::uint32_t>(2.0 * half_width);
  } else {
    angle_span_ = all_bits;
  }
}

void ShiftedPair::set_zone(const ShiftZone& zone) {
  zone_ = zone;
  const double inner = zone.inner.arcsec();
  const double outer = zone.outer.arcsec();
  // A shift of length r can make a match only if |separation - r| <= radius.
  const double shortest = std::max(0.0, separation_arcsec_ - radius_arcsec_);
  const double longest = separation_arcsec_ + radius_arcsec_;
  constexpr double rounding_arcsec = 1e-9;
  is_out_of_reach_ = shortest > outer + rounding_arcsec || longest < inner - rounding_arcsec;

  const double width = outer * outer - inner * inner;
  if (width > 0.0) {
    radius_low_ = bits_below((shortest * shortest - inner * inner) / width);
    radius_span_ = bits_above((longest * longest - inner * inner) / width) - radius_low_;
  } else {
    radius_low_ = 0;
    radius_span_ = all_bits;
  }
}

double ShiftedPair::squared_separation_arcsec2(const ShiftDraw& draw) const {
  const Offset offset = shift_offset(zone_, draw);
  const double east = east_arcsec_ - offset.east_arcsec;
  const double north = north_arcsec_ - offset.north_arcsec;
  return east * east + north * north;
}

} // namespace counterpoint

#include "null_trials/shifted_neighbours.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace counterpoint {

namespace {

constexpr std::uint32_t all_bits = std::numeric_limits<std::uint32_t>::max();
constexpr double bits_per_radian = 0x1p32 / (2.0 * std::numbers::pi);

// Windows reach this much farther than the truth: more than all rounding.
constexpr double rounding_bits = 8.0;

// Position angle of an offset, to within angle_error.
constexpr double angle_error_radians = 2e-5;
double rough_position_angle(const SkyOffset& offset) {
  const double east = offset.east.degrees();
  const double north = offset.north.degrees();
  const double x = std::abs(east);
  const double y = std::abs(north);
  const double t = std::min(x, y) / std::max({x, y, std::numeric_limits<double>::min()});
  const double t2 = t * t;
  // Abramowitz & Stegun 4.4.49.
  const double arc =
      t * (0.9998660 + t2 * (-0.3302995 + t2 * (0.1801410 + t2 * (-0.0851330 + t2 * 0.0208351))));
  const double first_quadrant = x > y ? std::numbers::pi / 2.0 - arc : arc;
  const double half = north < 0.0 ? std::numbers::pi - first_quadrant : first_quadrant;
  return east < 0.0 ? -half : half;
}

// Not less than asin(x) for 0 <= x <= 1: its cubic through both ends lies above it.
double arcsine_bound(double x) {
  return x + (std::numbers::pi / 2.0 - 1.0) * x * x * x;
}

// A fraction of the range of 32 random bits, moved outward.
std::uint32_t bits_below(double fraction) {
  return static_cast<std::uint32_t>(
      std::clamp(fraction * 0x1p32 - rounding_bits, 0.0, 0x1p32 - 1.0));
}
std::uint32_t bits_above(double fraction) {
  return static_cast<std::uint32_t>(
      std::clamp(fraction * 0x1p32 + rounding_bits, 0.0, 0x1p32 - 1.0));
}

constexpr double rounding_arcsec = 1e-9;

// How many, from the first, are not farther away.
std::size_t n_within(std::span<const Neighbour> neighbours, double separation_arcsec) {
  return static_cast<std::size_t>(
      std::ranges::upper_bound(neighbours, separation_arcsec, {}, &Neighbour::separation_arcsec) -
      neighbours.begin());
}

} // namespace

std::size_t ShiftedNeighbours::n_within_reach_of(Angle shift) const {
  return n_within(neighbours_, shift.arcsec() + largest_radius_arcsec_ + rounding_arcsec);
}

std::size_t ShiftedNeighbours::n_nearer_than(Angle shift) const {
  return n_within(neighbours_, shift.arcsec() - largest_radius_arcsec_ - rounding_arcsec);
}

void ShiftedNeighbours::assign(std::span<const Neighbour> neighbours, const AcceptanceShape& shape,
                               Angle largest_shift) {
  neighbours_ = neighbours;
  shape_ = shape;
  largest_radius_arcsec_ = largest_radius_arcsec(neighbours);
  const std::size_t n = n_within_reach_of(largest_shift);
  ids_.resize(n);
  angle_low_.resize(n);
  angle_span_.resize(n);
  radius_low_.resize(n);
  radius_span_.resize(n);
  for (std::size_t k = 0; k < n; ++k) {
    const Neighbour& neighbour = neighbours[k];
    ids_[k] = static_cast<std::uint64_t>(neighbour.ir_id);
    // Seen from the infrared source, the acceptance disc subtends asin(radius / distance) to each
    // side.
    if (neighbour.radius_arcsec < neighbour.separation_arcsec) {
      const double half_width =
          (arcsine_bound(neighbour.radius_arcsec / neighbour.separation_arcsec) +
           angle_error_radians) *
              bits_per_radian +
          rounding_bits;
      const double direction =
          (rough_position_angle(neighbour.to_xray) + turn(neighbour).radians()) * bits_per_radian;
      angle_low_[k] = static_cast<std::uint32_t>(static_cast<std::int64_t>(direction - half_width));
      angle_span_[k] = static_cast<std::uint32_t>(2.0 * half_width);
    } else {
      angle_low_[k] = 0;
      angle_span_[k] = all_bits;
    }
  }
}

void ShiftedNeighbours::set_zone(const ShiftZone& zone) {
  zone_ = zone;
  const double inner2 = zone.inner.arcsec() * zone.inner.arcsec();
  const double width = zone.outer.arcsec() * zone.outer.arcsec() - inner2;
  first_in_reach_ = n_nearer_than(zone.inner);
  n_in_reach_ = n_within_reach_of(zone.outer);
  for (std::size_t k = first_in_reach_; k < n_in_reach_; ++k) {
    radius_low_[k] = 0;
    radius_span_[k] = all_bits;
    if (width <= 0.0) continue;
    // A shift of length r can make a match only if |separation - r| <= radius.
    const Neighbour& neighbour = neighbours_[k];
    const double shortest = std::max(0.0, neighbour.separation_arcsec - neighbour.radius_arcsec);
    const double longest = neighbour.separation_arcsec + neighbour.radius_arcsec;
    radius_low_[k] = bits_below((shortest * shortest - inner2) / width);
    radius_span_[k] = bits_above((longest * longest - inner2) / width) - radius_low_[k];
  }
}

void ShiftedNeighbours::sift(const TrialPair& trials, std::size_t first, std::size_t n) {
  const ShiftWindows windows{ids_.data() + first, radius_low_.data() + first,
                             radius_span_.data() + first, angle_low_.data() + first,
                             angle_span_.data() + first};
  if (mode_ == ShiftMode::rigid) {
    sifted_.sift(draw_shifts(trials.seed, trials.trial_pair, trials.radius_index, whole_catalogue),
                 windows, n);
  } else {
    sifted_.sift(RandomKey{.seed = trials.seed,
                           .id = 0, // of each neighbour
                           .stream = trials.radius_index,
                           .step = trials.trial_pair},
                 windows, n);
  }
  sifted_.find_shifts(zone_);
}

SkyOffset ShiftedNeighbours::offset_to_xray(const Neighbour& neighbour,
                                            const SkyOffset& shift) const {
  if (mode_ != ShiftMode::rigid) return neighbour.to_xray - shift;
  return neighbour.to_xray - shift.in_axes_turned_by(turn(neighbour));
}

Angle ShiftedNeighbours::turn(const Neighbour& neighbour) const {
  return mode_ == ShiftMode::rigid ? neighbour.convergence() : Angle{};
}

bool ShiftedNeighbours::is_accepted(const Neighbour& neighbour, const SkyOffset& to_xray) const {
  const double major2 = neighbour.radius_arcsec * neighbour.radius_arcsec;
  const double east = to_xray.east.arcsec();
  const double north = to_xray.north.arcsec();
  if (east * east + north * north > major2) return false;
  if (shape_.is_circle()) return true;
  const SkyOffset by_axes = along_axes(shape_, neighbour, to_xray);
  const double along = by_axes.north.arcsec();
  const double across = by_axes.east.arcsec();
  const double minor2 = shape_.squared_minor_arcsec2(neighbour.radius_arcsec);
  return along * along * minor2 + across * across * major2 <= major2 * minor2;
}

} // namespace counterpoint

#include "null_trials/shift_windows.hpp"

#include "counterpoint/core/vector_widths.hpp"
#include "null_trials/philox_lanes.hpp"

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

// Position angle of an offset in radian, to within angle_error.
constexpr double angle_error_radians = 2e-5;
[[gnu::always_inline]] inline double rough_position_angle(double east, double north) {
  const double x = std::abs(east);
  const double y = std::abs(north);
  const double t = std::min(x, y) / std::max(std::max(x, y), std::numeric_limits<double>::min());
  const double t2 = t * t;
  // Abramowitz & Stegun 4.4.49.
  const double arc =
      t * (0.9998660 + t2 * (-0.3302995 + t2 * (0.1801410 + t2 * (-0.0851330 + t2 * 0.0208351))));
  const double first_quadrant = x > y ? std::numbers::pi / 2.0 - arc : arc;
  const double half = north < 0.0 ? std::numbers::pi - first_quadrant : first_quadrant;
  return east < 0.0 ? -half : half;
}

// Not less than asin(x) for 0 <= x <= 1: its cubic through both ends lies above it.
[[gnu::always_inline]] inline double arcsine_bound(double x) {
  return x + (std::numbers::pi / 2.0 - 1.0) * x * x * x;
}

// A fraction of the range of 32 random bits, moved outward.
[[gnu::always_inline]] inline std::uint32_t bits_below(double fraction) {
  return static_cast<std::uint32_t>(
      std::clamp(fraction * 0x1p32 - rounding_bits, 0.0, 0x1p32 - 1.0));
}
[[gnu::always_inline]] inline std::uint32_t bits_above(double fraction) {
  return static_cast<std::uint32_t>(
      std::clamp(fraction * 0x1p32 + rounding_bits, 0.0, 0x1p32 - 1.0));
}

double squared_arcsec(Angle angle) {
  return angle.arcsec() * angle.arcsec();
}

// Where the acceptance discs lie, seen from the infrared sources.
struct Discs {
  const double* separation_arcsec;
  const double* radius_arcsec;
};
struct Directions {
  const double* east_deg;
  const double* north_deg;
  const double* turn_radians; // from north to east, against the frame of the shifts
  double turn_weight;
};

// Seen from the infrared source, the acceptance disc subtends asin(radius / distance) to each side.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_angles(const Discs& discs, const Directions& directions, std::size_t n,
                 std::uint32_t* __restrict low, std::uint32_t* __restrict span) {
  const Discs of = discs;
  const Directions at = directions;
  for (std::size_t k = 0; k < n; ++k) {
    const bool is_inside = !(of.radius_arcsec[k] < of.separation_arcsec[k]);
    const double sine = is_inside ? 1.0 : of.radius_arcsec[k] / of.separation_arcsec[k];
    const double half_width =
        (arcsine_bound(sine) + angle_error_radians) * bits_per_radian + rounding_bits;
    const double direction = (rough_position_angle(at.east_deg[k], at.north_deg[k]) +
                              at.turn_weight * at.turn_radians[k]) *
                             bits_per_radian;
    const auto first =
        static_cast<std::uint32_t>(static_cast<std::int64_t>(direction - half_width));
    low[k] = is_inside ? 0 : first;
    span[k] = is_inside ? all_bits : static_cast<std::uint32_t>(2.0 * half_width);
  }
}

// A shift of length r can make a match only if |separation - r| <= radius.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_radii(const Discs& discs, const ShiftZone& zone, std::size_t n,
                std::uint32_t* __restrict low, std::uint32_t* __restrict span) {
  const Discs of = discs;
  const double inner2 = squared_arcsec(zone.inner);
  const double width = squared_arcsec(zone.outer) - inner2;
  for (std::size_t k = 0; k < n; ++k) {
    const double shortest = std::max(0.0, of.separation_arcsec[k] - of.radius_arcsec[k]);
    const double longest = of.separation_arcsec[k] + of.radius_arcsec[k];
    const std::uint32_t first = bits_below((shortest * shortest - inner2) / width);
    low[k] = first;
    span[k] = bits_above((longest * longest - inner2) / width) - first;
  }
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_id_rounds(std::uint64_t seed, std::uint32_t stream, const std::int64_t* __restrict ids,
                    std::size_t n, std::uint64_t* __restrict products,
                    std::uint64_t* __restrict rests) {
  for (std::size_t k = 0; k < n; ++k) {
    const IdRounds of_id{seed, stream, static_cast<std::uint64_t>(ids[k])};
    products[k] = of_id.product;
    rests[k] = of_id.rest;
  }
}

} // namespace

void WindowTable::assign(const NeighbourColumns& neighbours, std::size_t n, bool is_rigid) {
  neighbours_ = &neighbours;
  for (auto* column : {&angle_low_, &angle_span_, &radius_low_, &radius_span_})
    column->resize(n);
  id_products_.resize(n + most_lanes);
  id_rests_.resize(n + most_lanes);
  find_angles({neighbours.separation_arcsec.data(), neighbours.radius_arcsec.data()},
              {neighbours.east_deg.data(), neighbours.north_deg.data(),
               neighbours.convergence_radians.data(), is_rigid ? 1.0 : 0.0},
              n, angle_low_.data(), angle_span_.data());
}

void WindowTable::set_zone(const ShiftZone& zone, std::size_t first, std::size_t last) {
  if (first >= last) return;
  if (!(squared_arcsec(zone.outer) >
        squared_arcsec(zone.inner))) { // every shift has the one length
    std::fill(radius_low_.begin(), radius_low_.end(), 0U);
    std::fill(radius_span_.begin(), radius_span_.end(), all_bits);
    return;
  }
  find_radii(
      {neighbours_->separation_arcsec.data() + first, neighbours_->radius_arcsec.data() + first},
      zone, last - first, radius_low_.data() + first, radius_span_.data() + first);
}

void WindowTable::set_draws(std::uint64_t seed, std::uint32_t radius_index, std::size_t first,
                            std::size_t last) {
  if (first >= last) return;
  find_id_rounds(seed, radius_index, neighbours_->ir_ids.data() + first, last - first,
                 id_products_.data() + first, id_rests_.data() + first);
}

} // namespace counterpoint

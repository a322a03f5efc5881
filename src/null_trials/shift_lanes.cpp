#include "null_trials/shift_lanes.hpp"

#include "counterpoint/core/vector_widths.hpp"
#include "null_trials/geometry/series.hpp"
#include "null_trials/shift_formula.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace counterpoint {

namespace {

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void make_shifts(const ShiftFormula& formula, const std::uint32_t* __restrict radius_bits,
                 const std::uint32_t* __restrict angle_bits, std::size_t n,
                 double* __restrict east_deg, double* __restrict north_deg) {
  const ShiftFormula of_zone = formula;
  for (std::size_t i = 0; i < n; ++i)
    of_zone.apply(radius_bits[i], angle_bits[i], east_deg[i], north_deg[i]);
}

// For at most an eighth of a circle to either side.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_turns(const double* __restrict angle_radians, std::size_t n, double* __restrict cosine,
                double* __restrict sine) {
  for (std::size_t k = 0; k < n; ++k) {
    sine[k] = series::sine(angle_radians[k]);
    cosine[k] = series::cosine(angle_radians[k]);
  }
}

// Of each draw; at first of the shift.
struct Moved {
  double* east_deg;
  double* north_deg;
  std::uint8_t* is_accepted;
};

// Shifts by the axes of the neighbours.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void turn_all(const double* __restrict cosine, const double* __restrict sine,
              const std::uint32_t* __restrict draw_of, std::size_t n, const Moved& moved) {
  double* __restrict east_deg = moved.east_deg;
  double* __restrict north_deg = moved.north_deg;
  for (std::size_t i = 0; i < n; ++i) {
    const auto k = static_cast<std::int32_t>(draw_of[i] / 2);
    const double east = east_deg[i];
    const double north = north_deg[i];
    east_deg[i] = east * cosine[k] - north * sine[k];
    north_deg[i] = east * sine[k] + north * cosine[k];
  }
}

// Where the shifts bring the infrared sources, seen from there, in place of the shifts.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void move_all(const double* __restrict to_xray_east_deg, const double* __restrict to_xray_north_deg,
              const double* __restrict radius_arcsec, const std::uint32_t* __restrict draw_of,
              std::size_t n, const Moved& moved) {
  double* __restrict east_deg = moved.east_deg;
  double* __restrict north_deg = moved.north_deg;
  std::uint8_t* __restrict is_accepted = moved.is_accepted;
  for (std::size_t i = 0; i < n; ++i) {
    const auto k = static_cast<std::int32_t>(draw_of[i] / 2);
    east_deg[i] = to_xray_east_deg[k] - east_deg[i];
    north_deg[i] = to_xray_north_deg[k] - north_deg[i];
    const double east_arcsec = Angle::from_degrees(east_deg[i]).arcsec();
    const double north_arcsec = Angle::from_degrees(north_deg[i]).arcsec();
    is_accepted[i] = east_arcsec * east_arcsec + north_arcsec * north_arcsec >
                             radius_arcsec[k] * radius_arcsec[k]
                         ? 0
                         : 1;
  }
}

} // namespace

void Turns::assign(const NeighbourColumns& neighbours, std::size_t n) {
  cosine.resize(n);
  sine.resize(n);
  find_turns(neighbours.convergence_radians.data(), n, cosine.data(), sine.data());
  for (std::size_t k = 0; k < n; ++k) {
    const double angle = neighbours.convergence_radians.data()[k];
    if (std::abs(angle) <= std::numbers::pi / 4.0) continue; // else at a pole
    cosine[k] = std::cos(angle);
    sine[k] = std::sin(angle);
  }
}

void NearDraws::take(PassingDraws& draws, const NeighbourColumns& neighbours, std::size_t first,
                     const ShiftZone& zone, const Turns* turns) {
  // Whole vectors: what lies behind the last one is there, and means nothing.
  const std::size_t n = whole_vectors(draws.size);
  std::fill(draws.draw_of.data() + draws.size, draws.draw_of.data() + n, 0);
  make_shifts(ShiftFormula{zone}, draws.radius_bits.data(), draws.angle_bits.data(), n,
              east_deg_.data(), north_deg_.data());
  const Moved moved{east_deg_.data(), north_deg_.data(), is_accepted_.data()};
  const std::uint32_t* const draw_of = draws.draw_of.data();
  if (turns != nullptr)
    turn_all(turns->cosine.data() + first, turns->sine.data() + first, draw_of, n, moved);
  move_all(neighbours.east_deg.data() + first, neighbours.north_deg.data() + first,
           neighbours.radius_arcsec.data() + first, draw_of, n, moved);
  size_ = 0;
  for (std::size_t i = 0; i < draws.size; ++i) {
    draw_of_.data()[size_] = draw_of[i];
    east_deg_.data()[size_] = east_deg_.data()[i];
    north_deg_.data()[size_] = north_deg_.data()[i];
    size_ += is_accepted_.data()[i];
  }
}

} // namespace counterpoint

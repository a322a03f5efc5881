#include "search/point_lanes.hpp"

#include "counterpoint/core/vector_widths.hpp"
#include "counterpoint/sky/chord.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>

namespace counterpoint {

namespace {

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void square_chords(const double* __restrict x, const double* __restrict y,
                   const double* __restrict z, std::size_t n, const UnitVector& center,
                   double* __restrict squared) {
  const UnitVector c = center;
  for (std::size_t i = 0; i < n; ++i) {
    const double dx = x[i] - c.x;
    const double dy = y[i] - c.y;
    const double dz = z[i] - c.z;
    squared[i] = dx * dx + dy * dy + dz * dz;
  }
}

// The meridian through a point on the unit sphere; at a pole, that of right ascension 0.
struct Meridian {
  double sin_ra;
  double cos_ra;
  double cos_dec;

  [[gnu::always_inline]] static inline Meridian of(double x, double y) {
    const double cos_dec = std::sqrt(x * x + y * y);
    const bool is_pole = cos_dec == 0.0;
    const double divisor = is_pole ? 1.0 : cos_dec;
    const double cos_ra = x / divisor;
    return {y / divisor, is_pole ? 1.0 : cos_ra, cos_dec};
  }
};

// Points that are gone through together.
struct Lanes {
  static constexpr std::size_t n = 64;
  using Column = std::array<double, n>;

  Column x{};
  Column y{};
  Column z{};
  Column squared_chord{};
  // From the point to the X-ray source: the chord, by east and north at the point, and how much
  // longer it is made to be as long as the separation.
  Column east_deg{};
  Column north_deg{};
  Column stretch{};
  // Of the angle between the meridians of the two.
  Column opposite{};
  Column adjacent{};
  Column convergence{};
};

// A separation over its chord squared: the series of the arcsine, exact to rounding below this.
constexpr double near_squared_chord = 1e-7; // 65 arcsec

// Round the poles only, the meridians of points close together are far from parallel.
[[gnu::always_inline]] inline bool are_nearly_parallel(double opposite, double adjacent) {
  return std::abs(opposite) < 0.01 * adjacent;
}

// For points that are near, and not round a pole.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void look_at(Lanes& lanes, const UnitVector& at) {
  constexpr double degrees = 180.0 / std::numbers::pi;
  constexpr double radians = std::numbers::pi / 180.0;
  const UnitVector xray = at;
  const Meridian of_xray = Meridian::of(xray.x, xray.y);
  for (std::size_t k = 0; k < Lanes::n; ++k) {
    const double z = lanes.z[k];
    const Meridian here = Meridian::of(lanes.x[k], lanes.y[k]);
    const double dx = xray.x - lanes.x[k];
    const double dy = xray.y - lanes.y[k];
    const double dz = xray.z - z;
    lanes.east_deg[k] = (dx * -here.sin_ra + dy * here.cos_ra) * degrees;
    lanes.north_deg[k] =
        (dx * (-z * here.cos_ra) + dy * (-z * here.sin_ra) + dz * here.cos_dec) * degrees;

    // What the chord loses of its length in the plane is made up for.
    const double squared = lanes.squared_chord[k];
    const double in_plane = std::sqrt(std::max(0.0, 1.0 - 0.25 * squared));
    lanes.stretch[k] = (1.0 + squared * (1.0 / 24.0 + squared * (3.0 / 640.0))) / in_plane;

    const double sine = of_xray.sin_ra * here.cos_ra - of_xray.cos_ra * here.sin_ra;
    const double cosine = here.sin_ra * of_xray.sin_ra + here.cos_ra * of_xray.cos_ra;
    lanes.opposite[k] = sine * z;
    lanes.adjacent[k] = cosine * z * z + here.cos_dec * here.cos_dec;
    // Two terms of the series are exact enough.
    const double tangent = lanes.opposite[k] / lanes.adjacent[k];
    lanes.convergence[k] = tangent * (1.0 - tangent * tangent / 3.0) * degrees * radians;
  }
}

// The others, one by one.
void look_at_far_and_polar(Lanes& lanes, std::size_t n) {
  for (std::size_t k = 0; k < n; ++k) {
    const double squared = lanes.squared_chord[k];
    if (squared >= near_squared_chord) {
      const double in_plane = std::sqrt(std::max(0.0, 1.0 - 0.25 * squared));
      lanes.stretch[k] =
          in_plane > 0.0 ? separation_of_chord(squared).radians() / std::sqrt(squared) / in_plane
                         : 0.0;
    }
    if (!are_nearly_parallel(lanes.opposite[k], lanes.adjacent[k]))
      lanes.convergence[k] =
          Angle::from_radians(std::atan2(lanes.opposite[k], lanes.adjacent[k])).radians();
  }
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
std::uint64_t largest_absolute(const double* values, std::size_t n) {
  // Magnitudes are in the order of their bits, which vectors compare as they are.
  constexpr std::uint64_t sign = std::uint64_t{1} << 63U;
  std::uint64_t largest = 0;
  for (std::size_t i = 0; i < n; ++i)
    largest = std::max(largest, std::bit_cast<std::uint64_t>(values[i]) & ~sign);
  return largest;
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void round_all(const double* __restrict degrees, std::size_t n, double per_degree,
               std::int32_t* __restrict whole) {
  // Added to a number of less than 32 bits, this leaves its nearest whole number in the last bits.
  constexpr double shift = 0x1.8p52;
  for (std::size_t i = 0; i < n; ++i)
    whole[i] =
        static_cast<std::int32_t>(std::bit_cast<std::int64_t>(degrees[i] * per_degree + shift));
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void square_lengths(const std::int32_t* __restrict east, const std::int32_t* __restrict north,
                    std::size_t n, std::int64_t* __restrict squared) {
  for (std::size_t i = 0; i < n; ++i)
    squared[i] = std::int64_t{east[i]} * east[i] + std::int64_t{north[i]} * north[i];
}

} // namespace

void append_within(const PointColumns& points, std::size_t first, std::size_t last,
                   const Reach& reach, PointHits& hits) {
  std::size_t n_hits = hits.size();
  hits.resize(n_hits + last - first);
  double* const squared = hits.squared_chord.data();
  square_chords(points.x.data() + first, points.y.data() + first, points.z.data() + first,
                last - first, reach.center, squared + n_hits);
  std::uint32_t* const point = hits.point.data();
  const double* const of_all = squared + n_hits;
  for (std::size_t i = 0; i < last - first; ++i) {
    const double of_point = of_all[i]; // hits do not overtake it
    point[n_hits] = static_cast<std::uint32_t>(first + i);
    squared[n_hits] = of_point;
    n_hits += of_point <= reach.squared_chord ? 1 : 0;
  }
  hits.resize(n_hits);
}

void find_offsets(const PointColumns& points, const PointHits& hits, const UnitVector& xray,
                  FoundNeighbours& found) {
  Lanes lanes;
  for (std::size_t first = 0; first < hits.size(); first += Lanes::n) {
    const std::size_t n = std::min(Lanes::n, hits.size() - first);
    const std::uint32_t* const point = hits.point.data() + first;
    for (std::size_t k = 0; k < n; ++k) {
      lanes.x.data()[k] = points.x.data()[point[k]];
      lanes.y.data()[k] = points.y.data()[point[k]];
      lanes.z.data()[k] = points.z.data()[point[k]];
      lanes.squared_chord.data()[k] = hits.squared_chord.data()[first + k];
    }
    look_at(lanes, xray);
    look_at_far_and_polar(lanes, n);
    for (std::size_t k = 0; k < n; ++k) {
      found.east_deg.data()[first + k] = lanes.stretch.data()[k] * lanes.east_deg.data()[k];
      found.north_deg.data()[first + k] = lanes.stretch.data()[k] * lanes.north_deg.data()[k];
      found.convergence_radians.data()[first + k] = static_cast<float>(lanes.convergence.data()[k]);
    }
  }
}

void round_offsets(const FoundNeighbours& found, WholeOffsets& whole) {
  const std::size_t n = found.east_deg.size();
  const double largest_deg = std::bit_cast<double>(std::max(
      largest_absolute(found.east_deg.data(), n), largest_absolute(found.north_deg.data(), n)));
  whole.unit_deg = largest_deg > 0.0 ? std::ldexp(1.0, std::ilogb(largest_deg) - 29) : 1.0;
  whole.east.resize(n);
  whole.north.resize(n);
  whole.squared_length.resize(n);
  round_all(found.east_deg.data(), n, 1.0 / whole.unit_deg, whole.east.data());
  round_all(found.north_deg.data(), n, 1.0 / whole.unit_deg, whole.north.data());
  square_lengths(whole.east.data(), whole.north.data(), n, whole.squared_length.data());
}

} // namespace counterpoint

#include "null_trials/covariances.hpp"

#include "counterpoint/core/vector_widths.hpp"
#include "counterpoint/null_trials/overlap.hpp"
#include "null_trials/geometry/circle_formula.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#ifdef COUNTERPOINT_HAS_VECTOR_WIDTHS
#include <immintrin.h>
#endif

namespace counterpoint {

namespace {

// Radius of the circle with the area of the acceptance ellipse that has this squared semi-major
// axis.
[[gnu::always_inline]] inline double equal_area_radius(double major2, double axis_difference2) {
  const double minor2 = std::max(major2 - axis_difference2, 0.0);
  return std::sqrt(std::sqrt(std::max(major2, 0.0) * minor2));
}

// Acceptance discs by the squared semi-major axes of others: more by `major2_more`.
struct DiscsBy {
  double major2_more;
  double axis_difference2;
};

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_radii(const double* __restrict major, const DiscsBy& discs, std::size_t n,
                double* __restrict radius) {
  const DiscsBy by = discs;
  for (std::size_t k = 0; k < n; ++k)
    radius[k] = equal_area_radius(major[k] * major[k] + by.major2_more, by.axis_difference2);
}

// Is this the acceptance radius of all the neighbours?
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
bool have_radius(const NeighbourColumns& neighbours, double radius) {
  const double* __restrict of = neighbours.radius_arcsec.data();
  const std::size_t n = neighbours.n;
  std::size_t n_others = 0;
  for (std::size_t k = 0; k < n; ++k)
    n_others += of[k] == radius ? 0 : 1;
  return n_others == 0;
}

// Places of the X-ray source, by the axes there: in those of each neighbour they are turned.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_places(const NeighbourColumns& neighbours, double* __restrict east,
                 double* __restrict north) {
  const double* __restrict east_deg = neighbours.east_deg.data();
  const double* __restrict north_deg = neighbours.north_deg.data();
  const double* __restrict turn = neighbours.convergence_radians.data();
  const std::size_t n = neighbours.n_filled();
  for (std::size_t k = 0; k < n; ++k) {
    // Of a quarter of the angle, twice doubled.
    const double x = 0.25 * turn[k];
    double sine = series::sine(x);
    double cosine = series::cosine(x);
    for (int i = 0; i < 2; ++i) {
      const double doubled = 2.0 * sine * cosine;
      cosine = 1.0 - 2.0 * sine * sine;
      sine = doubled;
    }
    east[k] = 3600.0 * (east_deg[k] * cosine + north_deg[k] * sine);
    north[k] = 3600.0 * (north_deg[k] * cosine - east_deg[k] * sine);
  }
}

struct Points {
  const double* east;
  const double* north;
};

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_distances(const Points& points, double east, double north, std::size_t n,
                    double* __restrict distance) {
  const Points of = points;
  for (std::size_t k = 0; k < n; ++k) {
    const double x = of.east[k] + east;
    const double y = of.north[k] + north;
    distance[k] = std::sqrt(x * x + y * y);
  }
}

// Neighbours that may match both X-ray sources.
struct MayBeReached {
  const double* distance_arcsec; // of the companion's acceptance disc,
  const double* radius_arcsec;   // and its radius
  const double* chances;
};
// Those that do, one after another; room is needed for a vector more.
struct Reached {
  std::size_t first; // place of the first that may be
  std::size_t* places;
  double* distance_arcsec;
  double* radius_arcsec;
};

// \param n  a number of whole vectors \return  how many are reached
#ifdef COUNTERPOINT_HAS_VECTOR_WIDTHS
[[gnu::target("arch=x86-64-v4")]] std::size_t take_reached(const MayBeReached& of, double outer,
                                                           std::size_t n, const Reached& to) {
  static_assert(sizeof(std::size_t) == sizeof(std::int64_t) && vector_width == 8);
  const __m512d zero = _mm512_setzero_pd();
  const __m512i next = _mm512_set1_epi64(vector_width);
  __m512i place = _mm512_add_epi64(_mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0),
                                   _mm512_set1_epi64(static_cast<std::int64_t>(to.first)));
  std::size_t n_reached = 0;
  for (std::size_t k = 0; k < n; k += vector_width) {
    const __m512d distance = _mm512_loadu_pd(of.distance_arcsec + k);
    const __m512d radius = _mm512_loadu_pd(of.radius_arcsec + k);
    const __mmask8 can_match =
        _mm512_cmp_pd_mask(zero, _mm512_loadu_pd(of.chances + k), _CMP_LT_OQ);
    const __mmask8 is_reached = _mm512_mask_cmp_pd_mask(
        can_match, distance, _mm512_add_pd(_mm512_set1_pd(outer), radius), _CMP_LT_OQ);
    _mm512_storeu_si512(to.places + n_reached, _mm512_maskz_compress_epi64(is_reached, place));
    _mm512_storeu_pd(to.distance_arcsec + n_reached,
                     _mm512_maskz_compress_pd(is_reached, distance));
    _mm512_storeu_pd(to.radius_arcsec + n_reached, _mm512_maskz_compress_pd(is_reached, radius));
    n_reached += static_cast<std::size_t>(std::popcount(is_reached));
    place = _mm512_add_epi64(place, next);
  }
  return n_reached;
}
[[gnu::target("default")]]
#endif
std::size_t
take_reached(const MayBeReached& of, double outer, std::size_t n, const Reached& to) {
  std::size_t n_reached = 0;
  for (std::size_t k = 0; k < n; ++k) {
    const double distance = of.distance_arcsec[k];
    const double radius = of.radius_arcsec[k];
    to.places[n_reached] = to.first + k;
    to.distance_arcsec[n_reached] = distance;
    to.radius_arcsec[n_reached] = radius;
    const bool is_reached = distance < outer + radius && of.chances[k] > 0.0;
    n_reached += is_reached ? 1 : 0;
  }
  return n_reached;
}

// match_chance() in a zone with a width, and in one without.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_in_annulus(const double* __restrict distance, const double* __restrict radius,
                     const ShiftZone& zone, std::size_t n, double* __restrict chance) {
  const double inner = zone.inner.arcsec();
  const double outer = zone.outer.arcsec();
  const double area = area_arcsec2(zone);
  for (std::size_t k = 0; k < n; ++k) {
    const double common = circles::overlap_area(distance[k], radius[k], outer) -
                          circles::overlap_area(distance[k], radius[k], inner);
    chance[k] = std::clamp(common / area, 0.0, 1.0);
  }
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_on_circle(const double* __restrict distance, const double* __restrict radius,
                    const ShiftZone& zone, std::size_t n, double* __restrict chance) {
  const double circle = zone.outer.arcsec();
  for (std::size_t k = 0; k < n; ++k)
    chance[k] = circles::fraction_within(distance[k], radius[k], circle);
}

void find_chances(const ShiftZone& zone, std::span<const double> distances,
                  std::span<const double> radii, std::span<double> chances) {
  const auto& find = is_circle(zone) ? find_on_circle : find_in_annulus;
  find(distances.data(), radii.data(), zone, chances.size(), chances.data());
}

} // namespace

struct Covariances::Other {
  double east_arcsec;
  double north_arcsec;
  double distance_arcsec;
  DiscsBy discs;
};

void Covariances::add(const MatchableSource& source, std::span<double> variances) {
  if (source.companions.empty()) return;
  go_to(source);
  const double factor2 = acceptance_.radius_factor * acceptance_.radius_factor;
  const double error = source.error.major.arcsec();
  for (const Companion& companion : source.companions) {
    // The infrared error is in the pair's radius: R_b^2 = R_a^2 + factor^2 (e_b^2 - e_a^2).
    const double other_error = companion.error.major.arcsec();
    add({companion.offset.east.arcsec(),
         companion.offset.north.arcsec(),
         companion.offset.length().arcsec(),
         {factor2 * (other_error * other_error - error * error),
          acceptance_.shape(companion.error).axis_difference2_arcsec2}},
        source, variances);
  }
}

void Covariances::go_to(const MatchableSource& source) {
  const NeighbourColumns& at = source.neighbours;
  const std::size_t n = at.n_filled();
  for (auto* column : {&east_arcsec_, &north_arcsec_, &radius_arcsec_, &other_distance_arcsec_,
                       &other_radius_arcsec_, &reached_chances_})
    column->resize(n);
  for (auto* column : {&reached_distance_arcsec_, &reached_radius_arcsec_})
    column->resize(n + vector_width); // whole vectors are written
  reached_.resize(n + vector_width);
  has_one_radius_ = have_radius(at, at.largest_radius_arcsec);
  find_places(at, east_arcsec_.data(), north_arcsec_.data());
  chances_.assign(source.chances.begin(), source.chances.end());
  const AcceptanceShape shape = acceptance_.shape(source.error);
  find_radii(at.radius_arcsec.data(), {0.0, shape.axis_difference2_arcsec2}, n,
             radius_arcsec_.data());
  if (!shape.is_circle()) find_chances(zone_, at.separation_arcsec, radius_arcsec_, chances_);
}

// Finds the neighbours that can match both the X-ray source and the other one.
void Covariances::find_reached(const Other& other, const MatchableSource& source) {
  const NeighbourColumns& at = source.neighbours;
  const double outer = zone_.outer.arcsec();
  const double largest = at.largest_radius_arcsec;
  const double largest_of_other =
      std::sqrt(std::max(largest * largest + other.discs.major2_more, 0.0));
  // Nearer ones are too far from the other source, farther ones from this.
  constexpr double rounding_arcsec = 1e-9;
  const std::size_t first =
      at.n_within(other.distance_arcsec - outer - largest_of_other - rounding_arcsec) /
      vector_width * vector_width;
  const std::size_t last = whole_vectors(at.n_within(outer + largest + rounding_arcsec));
  const std::size_t n = last > first ? last - first : 0;
  if (has_one_radius_) { // also of those that fill up, which are too far away to match
    std::fill_n(other_radius_arcsec_.data(), n,
                equal_area_radius(largest * largest + other.discs.major2_more,
                                  other.discs.axis_difference2));
  } else {
    find_radii(at.radius_arcsec.data() + first, other.discs, n, other_radius_arcsec_.data());
  }
  find_distances({east_arcsec_.data() + first, north_arcsec_.data() + first}, other.east_arcsec,
                 other.north_arcsec, n, other_distance_arcsec_.data());
  n_reached_ = take_reached(
      {other_distance_arcsec_.data(), other_radius_arcsec_.data(), source.chances.data() + first},
      outer, n,
      {first, reached_.data(), reached_distance_arcsec_.data(), reached_radius_arcsec_.data()});
}

void Covariances::add(const Other& other, const MatchableSource& source,
                      std::span<double> variances) {
  find_reached(other, source);
  // Whole vectors: what lies behind the last one is there, and means nothing.
  find_chances(zone_, reached_distance_arcsec_, reached_radius_arcsec_,
               std::span{reached_chances_}.first(whole_vectors(n_reached_)));
  for (std::size_t i = 0; i < n_reached_; ++i) {
    const std::size_t k = reached_[i];
    const double radius = reached_radius_arcsec_[i];
    variances[k] -= chances_[k] * reached_chances_[i];
    if (other.distance_arcsec >= radius_arcsec_[k] + radius) continue;
    const Disc a{east_arcsec_[k], north_arcsec_[k], radius_arcsec_[k]};
    const Disc b{a.x_arcsec + other.east_arcsec, a.y_arcsec + other.north_arcsec, radius};
    variances[k] += joint_match_chance(a, b, zone_);
  }
}

} // namespace counterpoint

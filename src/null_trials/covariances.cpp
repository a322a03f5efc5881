#include "null_trials/covariances.hpp"

#include "counterpoint/null_trials/overlap.hpp"
#include "null_trials/geometry/circle_formula.hpp"
#include "null_trials/vector_widths.hpp"

#include <algorithm>
#include <cmath>

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

struct Points {
  const double* east;
  const double* north;
};

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_distances2(const Points& points, double east, double north, std::size_t n,
                     double* __restrict distance2) {
  const Points of = points;
  for (std::size_t k = 0; k < n; ++k) {
    const double x = of.east[k] + east;
    const double y = of.north[k] + north;
    distance2[k] = x * x + y * y;
  }
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
  for (auto* column : {&east_arcsec_, &north_arcsec_, &radius_arcsec_, &other_distance2_arcsec2_,
                       &other_radius_arcsec_})
    column->resize(n);
  for (std::size_t k = 0; k < n; ++k) {
    const SkyOffset turned = at.to_xray(k).in_axes_turned_by(-at.convergence(k));
    east_arcsec_[k] = turned.east.arcsec();
    north_arcsec_[k] = turned.north.arcsec();
  }
  chances_.assign(source.chances.begin(), source.chances.end());
  const AcceptanceShape shape = acceptance_.shape(source.error);
  find_radii(at.radius_arcsec.data(), {0.0, shape.axis_difference2_arcsec2}, n,
             radius_arcsec_.data());
  if (!shape.is_circle()) find_chances(zone_, at.separation_arcsec, radius_arcsec_, chances_);
}

// The neighbours that can match both the X-ray source and the other one.
void Covariances::find_reached(const Other& other, std::span<const double> chances) {
  const std::size_t n = chances.size();
  find_distances2({east_arcsec_.data(), north_arcsec_.data()}, other.east_arcsec,
                  other.north_arcsec, n, other_distance2_arcsec2_.data());
  reached_.resize(n);
  const double* distance2 = other_distance2_arcsec2_.data();
  const double* radius = other_radius_arcsec_.data();
  std::size_t* reached = reached_.data();
  const double outer = zone_.outer.arcsec();
  std::size_t n_reached = 0;
  for (std::size_t k = 0; k < n; ++k) {
    const double reach = outer + radius[k];
    reached[n_reached] = k;
    n_reached += distance2[k] < reach * reach && chances.data()[k] > 0.0 ? 1 : 0;
  }
  reached_.resize(n_reached);
}

void Covariances::add(const Other& other, const MatchableSource& source,
                      std::span<double> variances) {
  find_radii(source.neighbours.radius_arcsec.data(), other.discs, source.chances.size(),
             other_radius_arcsec_.data());
  find_reached(other, source.chances);
  const std::size_t n = whole_vectors(reached_.size());
  reached_distance_arcsec_.assign(n, 0.0);
  reached_radius_arcsec_.assign(n, 0.0);
  reached_chances_.resize(n);
  for (std::size_t i = 0; i < reached_.size(); ++i) {
    const std::size_t k = reached_[i];
    reached_distance_arcsec_[i] = std::sqrt(other_distance2_arcsec2_[k]);
    reached_radius_arcsec_[i] = other_radius_arcsec_[k];
  }
  find_chances(zone_, reached_distance_arcsec_, reached_radius_arcsec_, reached_chances_);
  for (std::size_t i = 0; i < reached_.size(); ++i) {
    const std::size_t k = reached_[i];
    variances[k] -= chances_[k] * reached_chances_[i];
    if (other.distance_arcsec >= radius_arcsec_[k] + other_radius_arcsec_[k]) continue;
    const Disc a{east_arcsec_[k], north_arcsec_[k], radius_arcsec_[k]};
    const Disc b{east_arcsec_[k] + other.east_arcsec, north_arcsec_[k] + other.north_arcsec,
                 other_radius_arcsec_[k]};
    variances[k] += joint_match_chance(a, b, zone_);
  }
}

} // namespace counterpoint

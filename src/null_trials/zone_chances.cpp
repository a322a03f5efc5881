#include "null_trials/zone_chances.hpp"

#include "counterpoint/core/vector_widths.hpp"
#include "counterpoint/null_trials/overlap.hpp"
#include "null_trials/geometry/circle_formula.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace counterpoint {

namespace {

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_overlaps(const double* __restrict distance, const double* __restrict radius,
                   double circle, std::size_t n, double* __restrict area) {
  for (std::size_t k = 0; k < n; ++k)
    area[k] = circles::overlap_area(distance[k], radius[k], circle);
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_fractions(const double* __restrict distance, const double* __restrict radius,
                    double circle, std::size_t n, double* __restrict fraction) {
  for (std::size_t k = 0; k < n; ++k)
    fraction[k] = circles::fraction_within(distance[k], radius[k], circle);
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_areas(const double* __restrict radius, double axis_difference2, std::size_t n,
                double* __restrict area) {
  for (std::size_t k = 0; k < n; ++k) {
    const double major2 = radius[k] * radius[k];
    const double minor2 = std::max(major2 - axis_difference2, 0.0);
    area[k] = std::numbers::pi * std::sqrt(major2 * minor2);
  }
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_chances(const double* __restrict within_inner, const double* __restrict within_outer,
                  double zone_area, std::size_t n, double* __restrict chance) {
  for (std::size_t k = 0; k < n; ++k)
    chance[k] = std::clamp((within_outer[k] - within_inner[k]) / zone_area, 0.0, 1.0);
}

// In an order that does not depend on the width of vectors.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
double product_of_others(const double* __restrict chances, std::size_t n) {
  std::array<double, vector_width> products;
  products.fill(1.0);
  double* lanes = products.data();
  for (std::size_t k = 0; k < n; k += vector_width) {
    for (std::size_t lane = 0; lane < vector_width; ++lane)
      lanes[lane] *= 1.0 - chances[k + lane];
  }
  double product = 1.0;
  for (std::size_t lane = 0; lane < vector_width; ++lane)
    product *= lanes[lane];
  return product;
}

} // namespace

ZoneChances::ZoneChances(std::span<const ShiftZone> zones) {
  for (const ShiftZone& zone : zones) {
    const bool is_line = is_circle(zone);
    Zone& made = zones_.emplace_back(Zone{zone});
    made.outer = place_of(zone.outer.arcsec(), !is_line);
    made.inner = is_line ? made.outer : place_of(zone.inner.arcsec(), true);
  }
}

std::size_t ZoneChances::place_of(double radius_arcsec, bool is_edge) {
  const auto found = std::ranges::find_if(circles_, [&](const Circle& circle) {
    return circle.radius_arcsec == radius_arcsec && circle.is_edge == is_edge;
  });
  const auto place = static_cast<std::size_t>(found - circles_.begin());
  if (found == circles_.end()) circles_.push_back({radius_arcsec, is_edge});
  return place;
}

void ZoneChances::assign(const NeighbourColumns& neighbours, const AcceptanceShape& shape) {
  areas_arcsec2_.resize(neighbours.n_filled());
  find_areas(neighbours.radius_arcsec.data(), shape.axis_difference2_arcsec2, areas_arcsec2_.size(),
             areas_arcsec2_.data());
  ellipses_.clear();
  for (std::size_t k = 0; k < neighbours.n && !shape.is_circle(); ++k) {
    const SkyOffset to_xray = along_axes(shape, neighbours.convergence(k), neighbours.to_xray(k));
    const double major = neighbours.radius_arcsec[k];
    ellipses_.emplace_back(to_xray.north.arcsec(), to_xray.east.arcsec(), major,
                           std::sqrt(shape.squared_minor_arcsec2(major)));
  }
  for (Circle& circle : circles_)
    find(circle, neighbours);
}

void ZoneChances::find(Circle& circle, const NeighbourColumns& neighbours) const {
  const double radius = circle.radius_arcsec;
  constexpr double rounding_arcsec = 1e-9;
  const double reach = neighbours.largest_radius_arcsec + rounding_arcsec;
  const std::size_t first = neighbours.n_within(radius - reach) / vector_width * vector_width;
  const std::size_t last = whole_vectors(neighbours.n_within(radius + reach));
  std::vector<double>& found = circle.of_neighbours;
  // Farther in, the acceptance region is inside the circle; farther out, outside.
  found.assign(neighbours.n_filled(), 0.0);
  if (circle.is_edge) std::copy_n(areas_arcsec2_.begin(), first, found.begin());
  if (ellipses_.empty()) {
    const auto& find_all = circle.is_edge ? find_overlaps : find_fractions;
    find_all(neighbours.separation_arcsec.data() + first, neighbours.radius_arcsec.data() + first,
             radius, last - first, found.data() + first);
    return;
  }
  for (std::size_t k = first; k < std::min(last, neighbours.n); ++k) {
    const double separation = neighbours.separation_arcsec[k];
    if (std::abs(separation - radius) > neighbours.radius_arcsec[k] + rounding_arcsec) {
      found[k] = circle.is_edge && separation < radius ? areas_arcsec2_[k] : 0.0;
      continue;
    }
    found[k] = circle.is_edge ? ellipses_[k].overlap_area_arcsec2(radius)
                              : ellipses_[k].fraction_of_circle(radius);
  }
}

std::span<const double> ZoneChances::chances(std::size_t i) {
  const Zone& zone = zones_[i];
  const std::vector<double>& outer = circles_[zone.outer].of_neighbours;
  if (zone.inner == zone.outer) return outer;
  chances_.resize(outer.size());
  find_chances(circles_[zone.inner].of_neighbours.data(), outer.data(), area_arcsec2(zone.zone),
               outer.size(), chances_.data());
  return chances_;
}

double ZoneChances::chance_of_none(std::size_t zone) {
  const std::span<const double> of_zone = chances(zone);
  return product_of_others(of_zone.data(), of_zone.size());
}

} // namespace counterpoint

#include "counterpoint/null_trials/overlap.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace counterpoint {

namespace {

using std::numbers::pi;

double zone_area_arcsec2(const ShiftZone& zone) {
  const double outer = zone.outer.arcsec();
  const double inner = zone.inner.arcsec();
  return pi * (outer - inner) * (outer + inner);
}

bool contains(const Disc& disc, double x, double y) {
  return std::hypot(x - disc.x_arcsec, y - disc.y_arcsec) <= disc.radius_arcsec;
}

bool coincide(const Disc& a, const Disc& b) {
  return a.x_arcsec == b.x_arcsec && a.y_arcsec == b.y_arcsec && a.radius_arcsec == b.radius_arcsec;
}

// Angles at which the circle of `disc` is crossed by the others, with 0 and 2 pi.
std::vector<double> crossing_angles(std::span<const Disc> discs, const Disc& disc) {
  std::vector<double> angles{0.0, 2.0 * pi};
  for (const Disc& other : discs) {
    const double dx = other.x_arcsec - disc.x_arcsec;
    const double dy = other.y_arcsec - disc.y_arcsec;
    const double distance = std::hypot(dx, dy);
    const double r = disc.radius_arcsec;
    const double s = other.radius_arcsec;
    if (distance == 0.0 || distance >= r + s || distance <= std::abs(r - s)) continue;
    const double half = std::acos(
        std::clamp((distance * distance + r * r - s * s) / (2.0 * distance * r), -1.0, 1.0));
    for (const double angle : {std::atan2(dy, dx) - half, std::atan2(dy, dx) + half}) {
      angles.push_back(angle < 0.0 ? angle + 2.0 * pi : std::fmod(angle, 2.0 * pi));
    }
  }
  std::sort(angles.begin(), angles.end());
  return angles;
}

} // namespace

double overlap_area_arcsec2(double distance, double a, double b) {
  if (distance >= a + b) return 0.0;
  const double smaller = std::min(a, b);
  if (distance <= std::abs(a - b)) return pi * smaller * smaller;
  // The segment that the common chord cuts off each disc, by the cosine of its half-angle.
  const auto segment = [distance](double radius, double other) {
    const double cosine = std::clamp((distance * distance + radius * radius - other * other) /
                                         (2.0 * distance * radius),
                                     -1.0, 1.0);
    return radius * radius * (std::acos(cosine) - cosine * std::sqrt(1.0 - cosine * cosine));
  };
  return segment(a, b) + segment(b, a);
}

double common_area_arcsec2(std::span<const Disc> discs) {
  double area = 0.0;
  for (std::size_t i = 0; i < discs.size(); ++i) {
    const Disc& disc = discs[i];
    const std::vector<double> angles = crossing_angles(discs, disc);
    for (std::size_t k = 0; k + 1 < angles.size(); ++k) {
      const double middle = 0.5 * (angles[k] + angles[k + 1]);
      const double x = disc.x_arcsec + disc.radius_arcsec * std::cos(middle);
      const double y = disc.y_arcsec + disc.radius_arcsec * std::sin(middle);
      bool is_boundary = true;
      for (std::size_t j = 0; j < discs.size() && is_boundary; ++j) {
        // Of circles that coincide, the first is the boundary.
        if (j != i) is_boundary = coincide(disc, discs[j]) ? i < j : contains(discs[j], x, y);
      }
      if (!is_boundary) continue;
      const double r = disc.radius_arcsec;
      area += 0.5 * r *
              (r * (angles[k + 1] - angles[k]) +
               disc.x_arcsec * (std::sin(angles[k + 1]) - std::sin(angles[k])) -
               disc.y_arcsec * (std::cos(angles[k + 1]) - std::cos(angles[k])));
    }
  }
  return std::max(0.0, area);
}

bool is_circle(const ShiftZone& zone) {
  constexpr double thinnest_annulus = 1e-6;
  return zone.outer - zone.inner <= thinnest_annulus * zone.outer;
}

double chance_of_area(double common_arcsec2, const ShiftZone& zone) {
  return std::clamp(common_arcsec2 / zone_area_arcsec2(zone), 0.0, 1.0);
}

double fraction_of_circle(double distance, double radius, double shift) {
  if (distance + shift <= radius) return 1.0;
  if (std::abs(distance - shift) > radius) return 0.0;
  const double cosine =
      (distance * distance + shift * shift - radius * radius) / (2.0 * distance * shift);
  return std::acos(std::clamp(cosine, -1.0, 1.0)) / pi;
}

double match_chance(double distance, double radius, const ShiftZone& zone) {
  const double outer = zone.outer.arcsec();
  if (is_circle(zone)) return fraction_of_circle(distance, radius, outer);
  const double common = overlap_area_arcsec2(distance, radius, outer) -
                        overlap_area_arcsec2(distance, radius, zone.inner.arcsec());
  return chance_of_area(common, zone);
}

double match_chance(const Disc& disc, const ShiftZone& zone) {
  const double outer = zone.outer.arcsec();
  const double inner = zone.inner.arcsec();
  const double radius = disc.radius_arcsec;
  const double distance2 = disc.x_arcsec * disc.x_arcsec + disc.y_arcsec * disc.y_arcsec;
  // Mostly a square tells that the disc is clear of both edges: outside by more than rounding ...
  constexpr double more = 1.0 + 1e-9;
  if (distance2 > more * (outer + radius) * (outer + radius)) return 0.0;
  // ... or within.
  const bool is_within = outer > radius && more * distance2 < (outer - radius) * (outer - radius) &&
                         distance2 > more * (inner + radius) * (inner + radius);
  if (is_within && !is_circle(zone)) return chance_of_area(pi * radius * radius, zone);
  return match_chance(std::hypot(disc.x_arcsec, disc.y_arcsec), radius, zone);
}

double match_chance(const OffsetEllipse& ellipse, const ShiftZone& zone) {
  const double outer = zone.outer.arcsec();
  if (is_circle(zone)) return ellipse.fraction_of_circle(outer);
  const double inner = zone.inner.arcsec();
  const double common = ellipse.overlap_area_arcsec2(outer) -
                        (inner > 0.0 ? ellipse.overlap_area_arcsec2(inner) : 0.0);
  return chance_of_area(common, zone);
}

double joint_match_chance(const Disc& a, const Disc& b, const ShiftZone& zone) {
  const double dx = a.x_arcsec - b.x_arcsec;
  const double dy = a.y_arcsec - b.y_arcsec;
  const double reach = a.radius_arcsec + b.radius_arcsec;
  if (dx * dx + dy * dy >= reach * reach) return 0.0;
  // A circle is taken as a thin annulus: its covariance enters a standard deviation only.
  const Angle inner = is_circle(zone) ? (1.0 - 1e-3) * zone.outer : zone.inner;
  const ShiftZone annulus{inner, zone.outer};
  if (zone_area_arcsec2(annulus) <= 0.0) {
    return contains(a, 0.0, 0.0) && contains(b, 0.0, 0.0) ? 1.0 : 0.0;
  }
  const std::array with_outer{a, b, Disc{0.0, 0.0, zone.outer.arcsec()}};
  const std::array with_inner{a, b, Disc{0.0, 0.0, inner.arcsec()}};
  const double common =
      common_area_arcsec2(with_outer) - (inner > Angle{} ? common_area_arcsec2(with_inner) : 0.0);
  return std::clamp(common / zone_area_arcsec2(annulus), 0.0, 1.0);
}

} // namespace counterpoint

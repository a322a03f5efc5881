#include "counterpoint/null_trials/overlap.hpp"

#include "null_trials/geometry/circle_formula.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace counterpoint {

namespace {

using std::numbers::pi;

double distance_between(const Disc& a, const Disc& b) {
  const double dx = a.x_arcsec - b.x_arcsec;
  const double dy = a.y_arcsec - b.y_arcsec;
  return std::sqrt(dx * dx + dy * dy);
}

bool contains_origin(const Disc& disc) {
  return distance_between(disc, {}) <= disc.radius_arcsec;
}

struct Vector {
  double x;
  double y;
};

double cross(const Vector& a, const Vector& b) {
  return a.x * b.y - a.y * b.x;
}

// The arc of a circle that lies in another disc whose circle crosses it, seen from the centre.
struct ArcInside {
  ArcInside(const Disc& disc, const Disc& other) {
    const double r = disc.radius_arcsec;
    const double s = other.radius_arcsec;
    const double distance = distance_between(disc, other);
    const double root = circles::heron_root(distance, r, s);
    half_angle = circles::half_angle(distance, r, s, root);
    direction = {(other.x_arcsec - disc.x_arcsec) / distance,
                 (other.y_arcsec - disc.y_arcsec) / distance};
    const double along = (distance * distance + (r - s) * (r + s)) / (2.0 * distance);
    const double across = root / (2.0 * distance);
    begin = {along * direction.x + across * direction.y,
             along * direction.y - across * direction.x};
    end = {along * direction.x - across * direction.y, along * direction.y + across * direction.x};
  }

  double half_angle; // to either side of
  Vector direction;  // of unit length
  Vector begin;      // clockwise
  Vector end;
};

// Twice what Green's theorem gives along the arcs of a circle that lie in both other discs.
double doubled_along_arcs(const Disc& disc, const Disc& a, const Disc& b) {
  const ArcInside in_a{disc, a};
  const ArcInside in_b{disc, b};
  const double sine = cross(in_a.direction, in_b.direction);
  const double cosine = in_a.direction.x * in_b.direction.x + in_a.direction.y * in_b.direction.y;
  const double turn = std::copysign(circles::angle_from_axis(cosine, std::abs(sine)), sine);
  double doubled = 0.0;
  // Angles from the direction to a; round the circle the two arcs can meet twice.
  for (const double to_b : {turn, turn - std::copysign(2.0 * pi, turn)}) {
    const double begin = std::max(-in_a.half_angle, to_b - in_b.half_angle);
    const double end = std::min(in_a.half_angle, to_b + in_b.half_angle);
    if (!(end > begin)) continue;
    const Vector& first = begin == -in_a.half_angle ? in_a.begin : in_b.begin;
    const Vector& last = end == in_a.half_angle ? in_a.end : in_b.end;
    doubled += disc.radius_arcsec * disc.radius_arcsec * (end - begin) +
               cross({disc.x_arcsec, disc.y_arcsec}, {last.x - first.x, last.y - first.y});
  }
  return doubled;
}

} // namespace

double overlap_area_arcsec2(double distance, double a, double b) {
  return circles::overlap_area(distance, a, b);
}

double common_area_arcsec2(const std::array<Disc, 3>& discs) {
  for (std::size_t i = 0; i < 3; ++i) {
    const Disc& a = discs[i];
    const Disc& b = discs[(i + 1) % 3];
    const double distance = distance_between(a, b);
    if (distance >= a.radius_arcsec + b.radius_arcsec) return 0.0;
    if (distance > std::abs(a.radius_arcsec - b.radius_arcsec)) continue;
    // One contains the other, and does not matter.
    const Disc& inner = a.radius_arcsec < b.radius_arcsec ? a : b;
    const Disc& third = discs[(i + 2) % 3];
    return circles::overlap_area(distance_between(inner, third), inner.radius_arcsec,
                                 third.radius_arcsec);
  }
  double doubled = 0.0;
  for (std::size_t i = 0; i < 3; ++i)
    doubled += doubled_along_arcs(discs[i], discs[(i + 1) % 3], discs[(i + 2) % 3]);
  return std::max(0.0, 0.5 * doubled);
}

bool is_circle(const ShiftZone& zone) {
  constexpr double thinnest_annulus = 1e-6;
  return zone.outer - zone.inner <= thinnest_annulus * zone.outer;
}

double area_arcsec2(const ShiftZone& zone) {
  const double outer = zone.outer.arcsec();
  const double inner = zone.inner.arcsec();
  return pi * (outer - inner) * (outer + inner);
}

double fraction_of_circle(double distance, double radius, double shift) {
  return circles::fraction_within(distance, radius, shift);
}

namespace {
double chance_of_area(double common_arcsec2, const ShiftZone& zone) {
  return std::clamp(common_arcsec2 / area_arcsec2(zone), 0.0, 1.0);
}
} // namespace

double match_chance(double distance, double radius, const ShiftZone& zone) {
  const double outer = zone.outer.arcsec();
  if (is_circle(zone)) return fraction_of_circle(distance, radius, outer);
  const double common = overlap_area_arcsec2(distance, radius, outer) -
                        overlap_area_arcsec2(distance, radius, zone.inner.arcsec());
  return chance_of_area(common, zone);
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
  // A circle is taken as a thin annulus: its covariance enters a standard deviation only.
  const Angle inner = is_circle(zone) ? (1.0 - 1e-3) * zone.outer : zone.inner;
  const ShiftZone annulus{inner, zone.outer};
  if (area_arcsec2(annulus) <= 0.0) {
    return contains_origin(a) && contains_origin(b) ? 1.0 : 0.0;
  }
  const double common = common_area_arcsec2({a, b, {0.0, 0.0, zone.outer.arcsec()}}) -
                        common_area_arcsec2({a, b, {0.0, 0.0, inner.arcsec()}});
  return std::clamp(common / area_arcsec2(annulus), 0.0, 1.0);
}

} // namespace counterpoint

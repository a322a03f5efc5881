#include "null_trials/zone_chances.hpp"

#include <algorithm>

namespace counterpoint {

ZoneChances::ZoneChances(std::span<const ShiftZone> zones) {
  for (const ShiftZone& zone : zones) {
    Zone& made = zones_.emplace_back(Zone{zone});
    if (is_circle(zone)) continue;
    made.inner = circle_of(zone.inner.arcsec());
    made.outer = circle_of(zone.outer.arcsec());
  }
  areas_arcsec2_.resize(radii_arcsec_.size());
  chances_.resize(zones_.size());
}

std::size_t ZoneChances::circle_of(double radius_arcsec) {
  const auto found = std::find(radii_arcsec_.begin(), radii_arcsec_.end(), radius_arcsec);
  const auto place = static_cast<std::size_t>(found - radii_arcsec_.begin());
  if (found == radii_arcsec_.end()) radii_arcsec_.push_back(radius_arcsec);
  return place;
}

template <class Overlap, class Fraction>
std::span<const double> ZoneChances::chances(Overlap&& overlap, Fraction&& fraction) {
  std::transform(radii_arcsec_.begin(), radii_arcsec_.end(), areas_arcsec2_.begin(), overlap);
  std::transform(zones_.begin(), zones_.end(), chances_.begin(), [&](const Zone& zone) {
    if (is_circle(zone.zone)) return fraction(zone.zone.outer.arcsec());
    return chance_of_area(areas_arcsec2_[zone.outer] - areas_arcsec2_[zone.inner], zone.zone);
  });
  return chances_;
}

std::span<const double> ZoneChances::of(double distance_arcsec, double radius_arcsec) {
  return chances(
      [&](double circle) { return overlap_area_arcsec2(distance_arcsec, radius_arcsec, circle); },
      [&](double circle) { return fraction_of_circle(distance_arcsec, radius_arcsec, circle); });
}

std::span<const double> ZoneChances::of(const OffsetEllipse& ellipse) {
  return chances(
      [&](double circle) { return circle > 0.0 ? ellipse.overlap_area_arcsec2(circle) : 0.0; },
      [&](double circle) { return ellipse.fraction_of_circle(circle); });
}

} // namespace counterpoint

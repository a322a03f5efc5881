#pragma once

#include "counterpoint/null_trials/overlap.hpp"
#include "counterpoint/null_trials/shift.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint {

/// match_chance() of one infrared source in several zones at once: zones have circles in common,
/// and the area within each is found once.
class ZoneChances {
public:
  explicit ZoneChances(std::span<const ShiftZone> zones);

  /// A chance for each zone, until the next call. Arguments as of match_chance().
  [[nodiscard]] std::span<const double> of(double distance_arcsec, double radius_arcsec);
  [[nodiscard]] std::span<const double> of(const OffsetEllipse& ellipse);

private:
  struct Zone {
    ShiftZone zone;
    std::size_t inner = 0; // places of its circles in radii_arcsec_
    std::size_t outer = 0;
  };

  // Place of the radius among radii_arcsec_, where it is added if it is new.
  [[nodiscard]] std::size_t circle_of(double radius_arcsec);
  template <class Overlap, class Fraction>
  [[nodiscard]] std::span<const double> chances(Overlap&& overlap, Fraction&& fraction);

  std::vector<Zone> zones_;
  std::vector<double> radii_arcsec_;  // of the circles that bound zones with a width
  std::vector<double> areas_arcsec2_; // that the acceptance region has in common with each
  std::vector<double> chances_;       // of each zone
};

} // namespace counterpoint

#pragma once

#include "counterpoint/null_trials/offset_ellipse.hpp"
#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/search/neighbourhoods.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint {

/// match_chance() of all neighbours of one X-ray source in several zones: zones have circles in
/// common, what is within each is found once, and only near the circle is there anything to find.
class ZoneChances {
public:
  explicit ZoneChances(std::span<const ShiftZone> zones);

  /// Goes on to the neighbours of another X-ray source.
  void assign(const NeighbourColumns& neighbours, const AcceptanceShape& shape);

  /// That a shift in the zone brings each neighbour into the acceptance region, in whole vectors;
  /// until the next call.
  [[nodiscard]] std::span<const double> chances(std::size_t zone);
  /// That it brings none of them there.
  [[nodiscard]] double chance_of_none(std::size_t zone);

private:
  // A circle of shifts, or the edge of a zone with a width.
  struct Circle {
    double radius_arcsec;
    bool is_edge;
    // Of each neighbour: of an edge, the area within of its acceptance region; else the fraction of
    // the circle in that region.
    std::vector<double> of_neighbours = {};
  };
  struct Zone {
    ShiftZone zone;
    std::size_t inner = 0; // places of its circles in circles_
    std::size_t outer = 0;
  };

  // Place of such a circle in circles_, where it is added if it is new.
  [[nodiscard]] std::size_t place_of(double radius_arcsec, bool is_edge);
  void find(Circle& circle, const NeighbourColumns& neighbours) const;

  std::vector<Zone> zones_;
  std::vector<Circle> circles_;
  std::vector<double> areas_arcsec2_;   // of the acceptance regions,
  std::vector<OffsetEllipse> ellipses_; // which may be ellipses
  std::vector<double> chances_;
};

} // namespace counterpoint

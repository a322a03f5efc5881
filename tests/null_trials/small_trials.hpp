#pragma once

#include "counterpoint/null_trials/shift.hpp"
#include "support/search_tile.hpp"

#include <algorithm>
#include <vector>

namespace counterpoint::test_support {

/// A few trials of each kind; the sweep has radii within and beyond those of the null trials.
inline NullOptions options_for(ShiftMode mode) {
  NullOptions options;
  options.mode = mode;
  options.trials = 7;
  options.shift_min = Angle::from_arcsec(4.0);
  options.shift_max = Angle::from_arcsec(10.0);
  options.seed = 5;
  options.sweep_radii = {Angle{}, Angle::from_arcsec(2.5), Angle::from_arcsec(12.0)};
  options.sweep_trials = 5;
  return options;
}

/// In order of separation, as arrays.
inline NeighbourColumns columns_of(const std::vector<Neighbour>& neighbours) {
  NeighbourColumns columns;
  columns.resize(neighbours.size());
  for (std::size_t k = 0; k < neighbours.size(); ++k) {
    const Neighbour& neighbour = neighbours[k];
    columns.ir_ids[k] = neighbour.ir_id;
    columns.separation_arcsec[k] = neighbour.separation_arcsec;
    columns.radius_arcsec[k] = neighbour.radius_arcsec;
    columns.east_deg[k] = neighbour.to_xray.east.degrees();
    columns.north_deg[k] = neighbour.to_xray.north.degrees();
    columns.convergence_radians[k] = neighbour.convergence().radians();
    columns.largest_radius_arcsec =
        std::max(columns.largest_radius_arcsec, neighbour.radius_arcsec);
  }
  return columns;
}

/// Of the fields that the trials are made on.
inline const Angle field_radius = Angle::from_arcsec(60.0);

/// The neighbourhoods that those trials need.
inline Neighbourhoods neighbourhoods_of(const std::vector<XraySource>& xray,
                                        const std::vector<InfraredSource>& infrared,
                                        const NullOptions& options) {
  return search_tile(xray, infrared, {}, options.largest_shift()).neighbourhoods;
}

} // namespace counterpoint::test_support

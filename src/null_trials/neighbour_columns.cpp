#include "null_trials/neighbour_columns.hpp"

#include <algorithm>

namespace counterpoint {

namespace {
constexpr double rounding_arcsec = 1e-9;
constexpr double far_away_arcsec = 1e6;
} // namespace

void NeighbourColumns::assign(std::span<const Neighbour> neighbours) {
  n = neighbours.size();
  const std::size_t n_padded = whole_vectors(n);
  separation_arcsec.assign(n_padded, far_away_arcsec);
  for (auto* column : {&radius_arcsec, &east_arcsec, &north_arcsec, &convergence_radians})
    column->assign(n_padded, 0.0);
  std::fill(east_arcsec.begin(), east_arcsec.end(), far_away_arcsec);
  largest_radius_arcsec = 0.0;
  auto separation = separation_arcsec.begin();
  auto radius = radius_arcsec.begin();
  auto east = east_arcsec.begin();
  auto north = north_arcsec.begin();
  auto convergence = convergence_radians.begin();
  for (const Neighbour& neighbour : neighbours) {
    *separation++ = neighbour.separation_arcsec;
    *radius++ = neighbour.radius_arcsec;
    *east++ = neighbour.to_xray.east.arcsec();
    *north++ = neighbour.to_xray.north.arcsec();
    *convergence++ = static_cast<double>(neighbour.convergence_radians);
    largest_radius_arcsec = std::max(largest_radius_arcsec, neighbour.radius_arcsec);
  }
}

std::size_t NeighbourColumns::whole_below(double separation) const {
  const auto end = std::lower_bound(separation_arcsec.begin(), separation_arcsec.end(),
                                    separation - rounding_arcsec);
  return static_cast<std::size_t>(end - separation_arcsec.begin()) / vector_width * vector_width;
}

std::size_t NeighbourColumns::whole_up_to(double separation) const {
  const auto end = std::upper_bound(separation_arcsec.begin(), separation_arcsec.end(),
                                    separation + rounding_arcsec);
  return whole_vectors(static_cast<std::size_t>(end - separation_arcsec.begin()));
}

} // namespace counterpoint

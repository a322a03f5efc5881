#include "counterpoint/search/neighbour_columns.hpp"

#include <algorithm>

namespace counterpoint {

void NeighbourColumns::resize(std::size_t n_neighbours) {
  constexpr double far_away_arcsec = 1e6;
  n = n_neighbours;
  const std::size_t n_all = whole_vectors(n);
  ir_ids.resize(n_all);
  for (auto* column :
       {&separation_arcsec, &radius_arcsec, &east_deg, &north_deg, &convergence_radians})
    column->resize(n_all);
  for (std::size_t k = n; k < n_all; ++k) {
    separation_arcsec[k] = far_away_arcsec;
    radius_arcsec[k] = 0.0;
    east_deg[k] = Angle::from_arcsec(far_away_arcsec).degrees();
    north_deg[k] = 0.0;
    convergence_radians[k] = 0.0;
  }
}

std::size_t NeighbourColumns::n_within(double separation) const {
  const double* first = separation_arcsec.data();
  return static_cast<std::size_t>(std::upper_bound(first, first + n, separation) - first);
}

} // namespace counterpoint

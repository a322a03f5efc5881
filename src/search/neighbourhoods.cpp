#include "counterpoint/search/neighbourhoods.hpp"

#include "counterpoint/core/vector_widths.hpp"
#include "search/point_lanes.hpp"
#include "search/separation_order.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace counterpoint {

namespace {

// Of neighbours whose offsets are counted in this unit.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void separations_of(const StoredNeighbour* neighbours, double unit_deg, std::size_t n,
                    double* __restrict separation_arcsec) {
  for (std::size_t k = 0; k < n; ++k) {
    const std::int64_t east = neighbours[k].east;
    const std::int64_t north = neighbours[k].north;
    const double length = std::sqrt(static_cast<double>(east * east + north * north));
    separation_arcsec[k] = Angle::from_degrees(length * unit_deg).arcsec();
  }
}

// The columns that are kept.
struct KeptColumns {
  std::int64_t* ir_id;
  double* east_deg;
  double* north_deg;
  double* convergence_radians;
};

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void copy_columns(const StoredNeighbour* neighbours, double unit_deg, std::size_t n,
                  const KeptColumns& columns) {
  const KeptColumns to = columns;
  for (std::size_t k = 0; k < n; ++k) {
    to.ir_id[k] = neighbours[k].ir_id;
    to.east_deg[k] = neighbours[k].east * unit_deg;
    to.north_deg[k] = neighbours[k].north * unit_deg;
    to.convergence_radians[k] = static_cast<double>(neighbours[k].convergence_radians);
  }
}

// Is the error of all these that of the first? Mostly one holds for the whole catalogue.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
bool have_one_error(const StoredNeighbour* neighbours, std::size_t n) {
  std::uint32_t differences = 0;
  const auto first = std::bit_cast<std::uint32_t>(neighbours[0].sigma_arcsec);
  for (std::size_t k = 0; k < n; ++k)
    differences |= std::bit_cast<std::uint32_t>(neighbours[k].sigma_arcsec) ^ first;
  return differences == 0;
}

} // namespace

void Neighbourhoods::add(const XraySource& source, const FoundNeighbours& found) {
  WholeOffsets whole;
  round_offsets(found, whole);
  std::vector<std::uint32_t> order;
  order_by(whole.squared_length, found.ir_id, order);
  StoredNeighbour* place = stored.add_group(order.size()).data();
  for (const std::uint32_t i : order) {
    *place++ = {found.ir_id.data()[i],        found.ks.data()[i],
                whole.east.data()[i],         whole.north.data()[i],
                found.sigma_arcsec.data()[i], found.convergence_radians.data()[i]};
  }
  if (has_features) {
    std::transform(order.begin(), order.end(), features.add_group(order.size()).begin(),
                   [&](std::uint32_t i) { return found.features[i]; });
  }
  units_deg.push_back(whole.unit_deg);
  xray_ids.push_back(source.xray_id);
  errors.push_back(source.error);
}

void Neighbourhoods::find_columns(std::size_t i, NeighbourColumns& columns) const {
  const std::span<const StoredNeighbour> kept = stored[i];
  const StoredNeighbour* const first = kept.data();
  columns.resize(kept.size());
  columns.largest_radius_arcsec = 0.0;
  if (kept.empty()) return;
  separations_of(first, units_deg[i], kept.size(), columns.separation_arcsec.data());
  copy_columns(first, units_deg[i], kept.size(),
               {columns.ir_ids.data(), columns.east_deg.data(), columns.north_deg.data(),
                columns.convergence_radians.data()});
  const auto radius_arcsec = [&](const StoredNeighbour& neighbour) {
    const Angle sigma = Angle::from_arcsec(neighbour.sigma_arcsec);
    const Angle quoted = acceptance.infrared_level.radius_per_sigma() * sigma;
    return acceptance.radius(errors[i].major, quoted).arcsec();
  };
  double* const radii = columns.radius_arcsec.data();
  if (have_one_error(first, kept.size())) {
    columns.largest_radius_arcsec = radius_arcsec(*first);
    std::fill_n(radii, kept.size(), columns.largest_radius_arcsec);
    return;
  }
  std::transform(kept.begin(), kept.end(), radii, radius_arcsec);
  columns.largest_radius_arcsec = *std::max_element(radii, radii + kept.size());
}

void Neighbourhoods::find_separations(std::size_t i,
                                      std::vector<double>& separations_arcsec) const {
  separations_arcsec.resize(stored[i].size());
  separations_of(stored[i].data(), units_deg[i], separations_arcsec.size(),
                 separations_arcsec.data());
}

std::vector<Neighbour> Neighbourhoods::neighbours_of(std::size_t i) const {
  NeighbourColumns columns;
  find_columns(i, columns);
  std::vector<Neighbour> neighbours;
  neighbours.reserve(columns.n);
  for (std::size_t k = 0; k < columns.n; ++k) {
    const StoredNeighbour& kept = stored[i][k];
    neighbours.push_back({kept.ir_id, columns.to_xray(k), columns.separation_arcsec[k],
                          columns.radius_arcsec[k], kept.ks, Angle::from_arcsec(kept.sigma_arcsec),
                          kept.convergence_radians, features_of(i, k)});
  }
  return neighbours;
}

SkyOffset along_axes(const AcceptanceShape& shape, Angle convergence, const SkyOffset& offset) {
  // Here the major axis is turned as everything at the X-ray source is, from east to north.
  return offset.in_axes_turned_by(shape.position_angle - convergence);
}

} // namespace counterpoint

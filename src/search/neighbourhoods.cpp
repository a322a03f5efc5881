#include "counterpoint/search/neighbourhoods.hpp"

#include "counterpoint/core/check.hpp"
#include "search/point_lanes.hpp"
#include "search/separation_order.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint {

namespace {

std::int64_t squared_length(const StoredNeighbour& neighbour) {
  const std::int64_t east = neighbour.east;
  const std::int64_t north = neighbour.north;
  return east * east + north * north;
}

} // namespace

void Neighbourhoods::expect(const InfraredRows& rows) {
  const auto sigma = static_cast<float>(rows.common_errors().sigma.arcsec());
  if (n_neighbours() == 0) {
    has_own_values = rows.has_own_values();
    common_sigma_arcsec = sigma;
  }
  check(rows.empty() || (rows.has_own_values() == has_own_values &&
                         (has_own_values || sigma == common_sigma_arcsec)),
        "Neighbourhoods: tiles have values of their own, or not");
}

void Neighbourhoods::add(const XraySource& source, const FoundNeighbours& found) {
  WholeOffsets whole;
  round_offsets(found, whole);
  std::vector<std::uint32_t> order;
  order_by(whole.squared_length, found.star, order);
  StoredNeighbour* place = stored.add_group(order.size()).data();
  for (const std::uint32_t i : order) {
    *place++ = {found.star.data()[i], whole.east.data()[i], whole.north.data()[i],
                found.convergence_radians.data()[i]};
  }
  if (has_own_values) {
    std::transform(order.begin(), order.end(), own.add_group(order.size()).begin(),
                   [&](std::uint32_t i) { return found.own[i]; });
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
  const double unit_deg = units_deg[i];
  const KeptNeighbours neighbours = kept(i);
  columns.resize(neighbours.size());
  columns.largest_radius_arcsec = 0.0;
  float sigma_arcsec = std::numeric_limits<float>::quiet_NaN();
  double radius_arcsec = 0.0;
  for (std::size_t k = 0; k < neighbours.size(); ++k) {
    const StoredNeighbour& neighbour = neighbours.stored.data()[k];
    if (neighbours.sigma_arcsec(k) != sigma_arcsec) { // mostly one holds for the whole catalogue
      sigma_arcsec = neighbours.sigma_arcsec(k);
      const Angle sigma = Angle::from_arcsec(sigma_arcsec);
      const Angle quoted = acceptance.infrared_level.radius_per_sigma() * sigma;
      radius_arcsec = acceptance.radius(errors[i].major, quoted).arcsec();
      columns.largest_radius_arcsec = std::max(columns.largest_radius_arcsec, radius_arcsec);
    }
    const double separation_deg =
        std::sqrt(static_cast<double>(squared_length(neighbour))) * unit_deg;
    columns.ir_ids.data()[k] = neighbour.star.ir_id();
    columns.separation_arcsec.data()[k] = Angle::from_degrees(separation_deg).arcsec();
    columns.radius_arcsec.data()[k] = radius_arcsec;
    columns.east_deg.data()[k] = neighbour.east * unit_deg;
    columns.north_deg.data()[k] = neighbour.north * unit_deg;
    columns.convergence_radians.data()[k] = static_cast<double>(neighbour.convergence_radians);
  }
}

std::vector<Neighbour> Neighbourhoods::neighbours_of(std::size_t i) const {
  NeighbourColumns columns;
  find_columns(i, columns);
  const KeptNeighbours of_source = kept(i);
  std::vector<Neighbour> neighbours;
  neighbours.reserve(columns.n);
  for (std::size_t k = 0; k < columns.n; ++k) {
    neighbours.push_back({of_source.ir_id(k), columns.to_xray(k), columns.separation_arcsec[k],
                          columns.radius_arcsec[k], of_source.ks(k),
                          Angle::from_arcsec(of_source.sigma_arcsec(k)),
                          of_source.stored[k].convergence_radians, features_of(i, k)});
  }
  return neighbours;
}

SkyOffset along_axes(const AcceptanceShape& shape, Angle convergence, const SkyOffset& offset) {
  // Here the major axis is turned as everything at the X-ray source is, from east to north.
  return offset.in_axes_turned_by(shape.position_angle - convergence);
}

} // namespace counterpoint

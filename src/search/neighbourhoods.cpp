#include "counterpoint/search/neighbourhoods.hpp"

#include "counterpoint/core/checked_cast.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace counterpoint {

namespace {

// A power of two of degrees, so that the largest coordinate is a whole number of 30 bits.
double unit_for(std::span<const Neighbour> neighbours) {
  double largest_deg = 0.0;
  for (const Neighbour& neighbour : neighbours) {
    largest_deg = std::max({largest_deg, std::abs(neighbour.to_xray.east.degrees()),
                            std::abs(neighbour.to_xray.north.degrees())});
  }
  return largest_deg > 0.0 ? std::ldexp(1.0, std::ilogb(largest_deg) - 29) : 1.0;
}

std::int32_t in_units(Angle angle, double unit_deg) {
  return static_cast<std::int32_t>(std::lrint(angle.degrees() / unit_deg));
}

std::int64_t squared_length(const StoredNeighbour& neighbour) {
  const std::int64_t east = neighbour.east;
  const std::int64_t north = neighbour.north;
  return east * east + north * north;
}

} // namespace

void Neighbourhoods::add(const XraySource& source, std::span<const Neighbour> neighbours) {
  struct Place {
    std::int64_t squared_length;
    std::uint32_t neighbour;
  };
  const double unit_deg = unit_for(neighbours);
  std::vector<StoredNeighbour> unordered;
  std::vector<Place> order;
  unordered.reserve(neighbours.size());
  order.reserve(neighbours.size());
  for (const Neighbour& neighbour : neighbours) {
    const StoredNeighbour& made = unordered.emplace_back(StoredNeighbour{
        neighbour.ir_id, neighbour.ks, in_units(neighbour.to_xray.east, unit_deg),
        in_units(neighbour.to_xray.north, unit_deg), static_cast<float>(neighbour.sigma.arcsec()),
        neighbour.convergence_radians});
    order.push_back({squared_length(made), checked_cast<std::uint32_t>(order.size())});
  }
  std::sort(order.begin(), order.end(), [&](const Place& a, const Place& b) {
    if (a.squared_length != b.squared_length) return a.squared_length < b.squared_length;
    return unordered[a.neighbour].ir_id < unordered[b.neighbour].ir_id;
  });
  std::transform(order.begin(), order.end(), stored.add_group(order.size()).begin(),
                 [&](const Place& place) { return unordered[place.neighbour]; });
  if (has_features) {
    std::transform(order.begin(), order.end(), features.add_group(order.size()).begin(),
                   [&](const Place& place) { return neighbours[place.neighbour].features; });
  }
  units_deg.push_back(unit_deg);
  xray_ids.push_back(source.xray_id);
  errors.push_back(source.error);
}

void Neighbourhoods::find_columns(std::size_t i, NeighbourColumns& columns) const {
  const double unit_deg = units_deg[i];
  const std::span<const StoredNeighbour> kept = stored[i];
  columns.resize(kept.size());
  columns.largest_radius_arcsec = 0.0;
  float sigma_arcsec = std::numeric_limits<float>::quiet_NaN();
  double radius_arcsec = 0.0;
  for (std::size_t k = 0; k < kept.size(); ++k) {
    const StoredNeighbour& neighbour = kept.data()[k];
    if (neighbour.sigma_arcsec != sigma_arcsec) { // mostly one error holds for the whole catalogue
      sigma_arcsec = neighbour.sigma_arcsec;
      const Angle sigma = Angle::from_arcsec(sigma_arcsec);
      const Angle quoted = acceptance.infrared_level.radius_per_sigma() * sigma;
      radius_arcsec = acceptance.radius(errors[i].major, quoted).arcsec();
      columns.largest_radius_arcsec = std::max(columns.largest_radius_arcsec, radius_arcsec);
    }
    const double separation_deg =
        std::sqrt(static_cast<double>(squared_length(neighbour))) * unit_deg;
    columns.ir_ids.data()[k] = neighbour.ir_id;
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

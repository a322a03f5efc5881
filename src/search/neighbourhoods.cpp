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

std::vector<Neighbour> Neighbourhoods::neighbours_of(std::size_t i) const {
  const double unit_deg = units_deg[i];
  std::vector<Neighbour> neighbours;
  neighbours.reserve(stored[i].size());
  float sigma_arcsec = std::numeric_limits<float>::quiet_NaN();
  Angle sigma;
  double radius_arcsec = 0.0;
  const std::span<const FeatureCodes> codes =
      has_features ? features[i] : std::span<const FeatureCodes>{};
  for (const StoredNeighbour& kept : stored[i]) {
    if (kept.sigma_arcsec != sigma_arcsec) { // mostly one error holds for the whole catalogue
      sigma_arcsec = kept.sigma_arcsec;
      sigma = Angle::from_arcsec(sigma_arcsec);
      const Angle quoted = acceptance.infrared_level.radius_per_sigma() * sigma;
      radius_arcsec = acceptance.radius(errors[i].major, quoted).arcsec();
    }
    const double separation_deg = std::sqrt(static_cast<double>(squared_length(kept))) * unit_deg;
    neighbours.push_back(
        {kept.ir_id,
         {Angle::from_degrees(kept.east * unit_deg), Angle::from_degrees(kept.north * unit_deg)},
         Angle::from_degrees(separation_deg).arcsec(),
         radius_arcsec,
         kept.ks,
         sigma,
         kept.convergence_radians,
         codes.empty() ? FeatureCodes{} : codes[neighbours.size()]});
  }
  return neighbours;
}

double largest_radius_arcsec(std::span<const Neighbour> neighbours) {
  double largest = 0.0;
  for (const Neighbour& neighbour : neighbours)
    largest = std::max(largest, neighbour.radius_arcsec);
  return largest;
}

SkyOffset along_axes(const AcceptanceShape& shape, const Neighbour& neighbour,
                     const SkyOffset& offset) {
  // Here the major axis is turned as everything at the X-ray source is, from east to north.
  return offset.in_axes_turned_by(shape.position_angle - neighbour.convergence());
}

} // namespace counterpoint

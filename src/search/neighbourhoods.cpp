#include "counterpoint/search/neighbourhoods.hpp"

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

void Neighbourhoods::add(const XraySource& source, const NeighbourColumns& found) {
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

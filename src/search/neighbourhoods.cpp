#include "counterpoint/search/neighbourhoods.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/core/vector_widths.hpp"
#include "search/point_lanes.hpp"
#include "search/separation_order.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {

// Of neighbours whose offsets are counted in this unit.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void separations_of(const StoredNeighbour* neighbours, double unit_deg, std::size_t n,
                    double* __restrict separation_arcsec) {
  for (std::size_t k = 0; k < n; ++k)
    separation_arcsec[k] = neighbours[k].separation(unit_deg).arcsec();
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
    to.ir_id[k] = neighbours[k].star.ir_id();
    to.east_deg[k] = neighbours[k].east * unit_deg;
    to.north_deg[k] = neighbours[k].north * unit_deg;
    to.convergence_radians[k] = static_cast<double>(neighbours[k].convergence_radians);
  }
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

void Neighbourhoods::reserve(std::size_t n_sources) {
  xray_ids.reserve(size() + n_sources);
  errors.reserve(size() + n_sources);
  units_deg.reserve(size() + n_sources);
  stored.reserve_groups(n_sources);
  if (has_own_values) own.reserve_groups(n_sources);
  if (has_features) features.reserve_groups(n_sources);
}

void Neighbourhoods::add(const XraySource& source, const FoundNeighbours& found) {
  WholeOffsets whole;
  round_offsets(found, whole);
  BucketSort sort;
  const std::vector<std::uint32_t>& order = order_by(whole.squared_length, found.star, sort);
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

Neighbourhoods Neighbourhoods::within(Angle largest_shift) const {
  Neighbourhoods nearer;
  nearer.acceptance = acceptance;
  nearer.xray_ids = xray_ids;
  nearer.errors = errors;
  nearer.units_deg = units_deg;
  nearer.common_sigma_arcsec = common_sigma_arcsec;
  nearer.has_own_values = has_own_values;
  nearer.has_features = has_features;
  NeighbourColumns columns;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < size(); ++i) {
    find_columns(i, columns);
    places.clear();
    for (std::size_t k = 0; k < columns.n; ++k) {
      if (columns.separation_arcsec[k] <= columns.radius_arcsec[k] + largest_shift.arcsec())
        places.push_back(k);
    }
    const auto take = [&]<class T>(const PartedGroups<T>& from, PartedGroups<T>& to) {
      std::ranges::transform(places, to.add_group(places.size()).begin(),
                             [of_source = from[i]](std::size_t k) { return of_source[k]; });
    };
    take(stored, nearer.stored);
    if (has_own_values) take(own, nearer.own);
    if (has_features) take(features, nearer.features);
  }
  return nearer;
}

void Neighbourhoods::find_columns(std::size_t i, NeighbourColumns& columns) const {
  const KeptNeighbours neighbours = kept(i);
  const std::size_t n = neighbours.size();
  columns.resize(n);
  columns.largest_radius_arcsec = 0.0;
  if (n == 0) return;
  separations_of(neighbours.stored.data(), units_deg[i], n, columns.separation_arcsec.data());
  copy_columns(neighbours.stored.data(), units_deg[i], n,
               {columns.ir_ids.data(), columns.east_deg.data(), columns.north_deg.data(),
                columns.convergence_radians.data()});
  double* const radii = columns.radius_arcsec.data();
  if (!has_own_values) { // mostly one error holds for the whole catalogue
    columns.largest_radius_arcsec = radius(i, common_sigma_arcsec).arcsec();
    std::fill_n(radii, n, columns.largest_radius_arcsec);
    return;
  }
  for (std::size_t k = 0; k < n; ++k)
    radii[k] = radius(i, neighbours.sigma_arcsec(k)).arcsec();
  columns.largest_radius_arcsec = *std::max_element(radii, radii + n);
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
  const KeptNeighbours of_source = kept(i);
  std::vector<Neighbour> neighbours;
  neighbours.reserve(columns.n);
  for (std::size_t k = 0; k < columns.n; ++k) {
    neighbours.push_back({of_source.ir_id(k), columns.to_xray(k), columns.separation_arcsec[k],
                          columns.radius_arcsec[k], of_source.ks(k),
                          Angle::from_arcsec(of_source.sigma_arcsec(k)),
                          of_source.stored[k].convergence_radians, of_source.features(k)});
  }
  return neighbours;
}

SkyOffset along_axes(const AcceptanceShape& shape, Angle convergence, const SkyOffset& offset) {
  // Here the major axis is turned as everything at the X-ray source is, from east to north.
  return offset.in_axes_turned_by(shape.position_angle - convergence);
}

} // namespace counterpoint

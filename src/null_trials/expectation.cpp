#include "counterpoint/null_trials/expectation.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/null_trials/overlap.hpp"
#include "counterpoint/search/kd_index.hpp"
#include "counterpoint/sky/cell_set.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "null_trials/zone_chances.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

Grouped<Companion> find_companions(const Neighbourhoods& neighbourhoods,
                                   std::span<const XraySource> xray, Angle reach) {
  // Only sources near those searched can be companions.
  const SkyGrid grid = SkyGrid::with_cells_of_at_least(reach);
  std::vector<SkyDisc> places;
  places.reserve(neighbourhoods.size());
  for (const std::int64_t xray_id : neighbourhoods.xray_ids)
    places.push_back({*xray[static_cast<std::size_t>(xray_id)].position, reach});
  const CellSet near{grid, places, CellSet::Cells::not_numbered};
  std::vector<SkyDisc>{}.swap(places);
  std::vector<UnitVector> points;
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < xray.size(); ++row) {
    if (!xray[row].kept || !near.contains(grid.cell(*xray[row].position))) continue;
    points.push_back(unit_vector(*xray[row].position));
    rows.push_back(row);
  }
  const KdIndex index{std::move(points)};

  Grouped<Companion> companions;
  std::vector<KdIndex::Hit> hits;
  for (const std::int64_t xray_id : neighbourhoods.xray_ids) {
    const XraySource& source = xray[static_cast<std::size_t>(xray_id)];
    index.find_within(unit_vector(*source.position), reach, hits);
    std::sort(hits.begin(), hits.end(),
              [](const KdIndex::Hit& a, const KdIndex::Hit& b) { return a.point < b.point; });
    for (const KdIndex::Hit& hit : hits) {
      const XraySource& other = xray[rows[hit.point]];
      if (other.xray_id == xray_id) continue;
      const Angle distance = separation(*source.position, *other.position);
      const Angle direction = position_angle(*source.position, *other.position);
      companions.push_back({{distance * sin(direction), distance * cos(direction)}, other.error});
    }
    companions.close_group();
  }
  return companions;
}

namespace {

// The chances that a shift in each zone brings a neighbour into the acceptance region of its X-ray
// source.
std::span<const double> chances_of(const Neighbour& neighbour, const AcceptanceShape& shape,
                                   ZoneChances& zones) {
  if (shape.is_circle()) return zones.of(neighbour.separation_arcsec, neighbour.radius_arcsec);
  const SkyOffset to_xray = along_axes(shape, neighbour, neighbour.to_xray);
  const double minor = std::sqrt(shape.squared_minor_arcsec2(neighbour.radius_arcsec));
  return zones.of(
      OffsetEllipse{to_xray.north.arcsec(), to_xray.east.arcsec(), neighbour.radius_arcsec, minor});
}

// Radius of the circle with the area of the acceptance ellipse that has this squared semi-major
// axis.
double equal_area_radius_arcsec(double major2, const AcceptanceShape& shape) {
  if (shape.is_circle()) return std::sqrt(std::max(0.0, major2));
  return std::pow(std::max(0.0, major2 * (major2 - shape.axis_difference2_arcsec2)), 0.25);
}

Disc disc_at(const SkyOffset& center, double radius_arcsec) {
  return {center.east.arcsec(), center.north.arcsec(), radius_arcsec};
}

// The variance that a pair adds to its bin, with its infrared source's other X-ray sources; those
// with acceptance discs of equal area for ellipses.
double variance_of_pair(const Neighbour& neighbour, const AcceptanceShape& shape, double chance,
                        Angle xray_error, std::span<const Companion> companions,
                        const Acceptance& acceptance, const ShiftZone& zone) {
  double variance = chance * (1.0 - chance);
  if (companions.empty()) return variance;
  const double factor2 = acceptance.radius_factor * acceptance.radius_factor;
  const double major2 = neighbour.radius_arcsec * neighbour.radius_arcsec;
  Disc a = disc_at(neighbour.to_xray, neighbour.radius_arcsec);
  if (!shape.is_circle()) {
    a.radius_arcsec = equal_area_radius_arcsec(major2, shape);
    chance = match_chance(a, zone);
  }
  const Turn turn{neighbour.convergence()};
  for (const Companion& companion : companions) {
    // The infrared error is in the pair's radius: R_b^2 = R_a^2 + factor^2 (e_b^2 - e_a^2).
    const Angle error = companion.error.major;
    const double radius2 = major2 + factor2 * (error.arcsec() * error.arcsec() -
                                               xray_error.arcsec() * xray_error.arcsec());
    const SkyOffset to_companion = neighbour.to_xray + companion.offset.in_axes_turned_by(turn);
    const Disc b =
        disc_at(to_companion, equal_area_radius_arcsec(radius2, acceptance.shape(companion.error)));
    const double other = match_chance(b, zone);
    if (other > 0.0) variance += joint_match_chance(a, b, zone) - chance * other;
  }
  return variance;
}

} // namespace

namespace {

// The zone of the null trials, and those of the sweep behind it.
std::vector<ShiftZone> zones_of(const NullOptions& options) {
  std::vector<ShiftZone> zones{options.zone()};
  for (const Angle radius : options.sweep_radii)
    zones.push_back(options.sweep_zone(radius));
  return zones;
}

} // namespace

NullExpectation expect_null_matches(const Neighbourhoods& neighbourhoods, const NeighbourBins& bins,
                                    const Grouped<Companion>& companions,
                                    const NullOptions& options, const ToldProgress& progress) {
  check(bins.of_neighbour.size() == neighbourhoods.n_neighbours(),
        "expect_null_matches: one bin per neighbour");
  NullExpectation expected;
  expected.mean.resize(static_cast<std::size_t>(bins.n_bins));
  expected.variance.resize(static_cast<std::size_t>(bins.n_bins));
  expected.matched_sources.resize(options.sweep_radii.size());

  const std::vector<ShiftZone> zones = zones_of(options);
  ZoneChances in_zones{zones};
  std::vector<double> no_match; // in each zone
  for (std::size_t i = 0; i < neighbourhoods.size(); ++i) {
    constexpr std::size_t sources_between = 256;
    if (progress && i % sources_between == 0)
      progress(static_cast<double>(i) / static_cast<double>(neighbourhoods.size()));
    const std::vector<Neighbour> neighbours = neighbourhoods.neighbours_of(i);
    const AcceptanceShape shape = neighbourhoods.shape(i);
    const double reach_arcsec =
        options.largest_shift().arcsec() + largest_radius_arcsec(neighbours);
    no_match.assign(zones.size(), 1.0);
    for (std::size_t k = 0; k < neighbours.size(); ++k) {
      // They are ordered by separation: once one is out of reach, so are all that follow.
      if (neighbours[k].separation_arcsec > reach_arcsec) break;
      const std::span<const double> chances = chances_of(neighbours[k], shape, in_zones);
      for (std::size_t zone = 0; zone < zones.size(); ++zone)
        no_match[zone] *= 1.0 - chances[zone];
      if (chances.front() == 0.0) continue;
      const auto bin =
          static_cast<std::size_t>(bins.of_neighbour[neighbourhoods.first_neighbour(i) + k]);
      expected.mean[bin].add(chances.front());
      expected.variance[bin].add(variance_of_pair(neighbours[k], shape, chances.front(),
                                                  neighbourhoods.errors[i].major, companions[i],
                                                  neighbourhoods.acceptance, zones.front()));
    }
    for (std::size_t radius = 0; radius < options.sweep_radii.size(); ++radius)
      expected.matched_sources[radius].add(1.0 - no_match[radius + 1]);
  }
  return expected;
}

} // namespace counterpoint

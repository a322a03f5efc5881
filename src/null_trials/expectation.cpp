#include "counterpoint/null_trials/expectation.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/search/kd_index.hpp"
#include "counterpoint/sky/cell_set.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "null_trials/covariances.hpp"
#include "null_trials/zone_chances.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

Grouped<Companion> find_companions(const Neighbourhoods& neighbourhoods,
                                   std::span<const XraySource> xray, Angle reach) {
  // Only sources near those searched can be companions.
  const SkyGrid grid = SkyGrid::with_cells_of_at_least(reach);
  const SkyDiscs places{neighbourhoods.size(), [&](std::size_t i) {
                          const auto id = static_cast<std::size_t>(neighbourhoods.xray_ids[i]);
                          return SkyDisc{*xray[id].position, reach};
                        }};
  const CellSet near{grid, places, CellSet::Cells::not_numbered};
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
  Covariances covariances{zones.front(), neighbourhoods.acceptance};
  NeighbourColumns neighbours;
  std::vector<double> chances; // of the null trials
  std::vector<double> variances;
  for (std::size_t i = 0; i < neighbourhoods.size(); ++i) {
    constexpr std::size_t sources_between = 256;
    if (progress && i % sources_between == 0)
      progress(static_cast<double>(i) / static_cast<double>(neighbourhoods.size()));
    neighbourhoods.find_columns(i, neighbours);
    in_zones.assign(neighbours, neighbourhoods.shape(i));
    const std::span<const double> in_null_zone = in_zones.chances(0);
    chances.assign(in_null_zone.begin(), in_null_zone.end());
    variances.resize(chances.size());
    std::ranges::transform(chances, variances.begin(),
                           [](double chance) { return chance * (1.0 - chance); });
    covariances.add({neighbours, chances, neighbourhoods.errors[i], companions[i]}, variances);
    const std::int16_t* bin_of = bins.of_neighbour.data() + neighbourhoods.first_neighbour(i);
    for (std::size_t k = 0; k < neighbours.n; ++k) {
      if (chances[k] == 0.0) continue;
      const auto bin = static_cast<std::size_t>(bin_of[k]);
      expected.mean[bin].add(chances[k]);
      expected.variance[bin].add(variances[k]);
    }
    for (std::size_t radius = 0; radius < options.sweep_radii.size(); ++radius)
      expected.matched_sources[radius].add(1.0 - in_zones.chance_of_none(radius + 1));
  }
  return expected;
}

} // namespace counterpoint

#include "counterpoint/null_trials/expectation.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/sky/cell_set.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "null_trials/covariances.hpp"
#include "null_trials/zone_chances.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {

// Only sources near those searched can be companions.
std::vector<std::uint32_t> ids_near(const Neighbourhoods& neighbourhoods,
                                    std::span<const XraySource> xray, Angle reach) {
  const SkyGrid grid = SkyGrid::with_cells_of_at_least(reach);
  const SkyDiscs places{neighbourhoods.size(), [&](std::size_t i) {
                          const auto id = static_cast<std::size_t>(neighbourhoods.xray_ids[i]);
                          return SkyDisc{*xray[id].position, reach};
                        }};
  const CellSet near{grid, places, CellSet::Cells::not_numbered};
  std::vector<std::uint32_t> ids;
  for (std::size_t id = 0; id < xray.size(); ++id) {
    if (xray[id].kept && near.contains(grid.cell(*xray[id].position)))
      ids.push_back(checked_cast<std::uint32_t>(id));
  }
  return ids;
}

std::vector<UnitVector> points_of(std::span<const XraySource> xray,
                                  std::span<const std::uint32_t> ids) {
  std::vector<UnitVector> points;
  points.reserve(ids.size());
  for (const std::uint32_t id : ids)
    points.push_back(unit_vector(*xray[id].position));
  return points;
}

} // namespace

Companions::Companions(const Neighbourhoods& neighbourhoods, std::span<const XraySource> xray,
                       Angle reach)
    : xray_{xray}, reach_{reach}, ids_{ids_near(neighbourhoods, xray, reach)}, index_{points_of(
                                                                                   xray, ids_)} {}

std::vector<Companion> Companions::of(std::int64_t xray_id) const {
  const XraySource& source = xray_[static_cast<std::size_t>(xray_id)];
  std::vector<KdIndex::Hit> hits;
  index_.find_within(unit_vector(*source.position), reach_, hits);
  std::sort(hits.begin(), hits.end(),
            [](const KdIndex::Hit& a, const KdIndex::Hit& b) { return a.point < b.point; });
  std::vector<Companion> companions;
  companions.reserve(hits.size());
  for (const KdIndex::Hit& hit : hits) {
    const XraySource& other = xray_[ids_[hit.point]];
    if (other.xray_id == xray_id) continue;
    const Angle distance = separation(*source.position, *other.position);
    const Angle direction = position_angle(*source.position, *other.position);
    companions.push_back({{distance * sin(direction), distance * cos(direction)}, other.error});
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
                                    const Companions& companions, const NullOptions& options,
                                    const ToldProgress& progress) {
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
    const std::vector<Companion> of_source = companions.of(neighbourhoods.xray_ids[i]);
    covariances.add({neighbours, chances, neighbourhoods.errors[i], of_source}, variances);
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

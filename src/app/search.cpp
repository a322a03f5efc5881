#include "counterpoint/app/search.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/partition/partition.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "counterpoint/sky/sparse_cells.hpp"

#include <algorithm>
#include <numbers>

namespace counterpoint {

namespace {

// Fine enough to follow the density of a crowded field, coarse enough to count a thousand rows.
constexpr int work_grid_level = 12; // 2.6 arcmin

// Collective. Expected neighbours of each kept X-ray source, from the density of prefiltered rows
// in its cell: the measure of the work that hangs on it.
std::vector<double> expected_neighbours(const Communicator& comm,
                                        std::span<const SkyPosition> positions,
                                        std::span<const InfraredSource> rows, Angle reach) {
  const SkyGrid grid{work_grid_level};
  SparseCells<std::int32_t> number_of_cell; // counted from 1
  std::vector<SkyCell> cells;
  for (const SkyPosition& position : positions) {
    std::int32_t& number = number_of_cell.at(grid.cell(position));
    if (number != 0) continue;
    cells.push_back(grid.cell(position));
    number = checked_cast<std::int32_t>(cells.size());
  }
  std::vector<std::int64_t> counts(cells.size() + 1);
  for (const InfraredSource& row : rows) {
    ++counts[static_cast<std::size_t>(number_of_cell.get(grid.cell(row.position)))];
  }
  comm.sum(std::span{counts});

  constexpr double cost_of_source = 10.0; // in neighbours: the search itself
  const double disc = std::numbers::pi * reach.arcsec() * reach.arcsec();
  std::vector<double> expected;
  for (const SkyPosition& position : positions) {
    const SkyCell cell = grid.cell(position);
    const auto number = static_cast<std::size_t>(number_of_cell.get(cell));
    expected.push_back(cost_of_source +
                       static_cast<double>(counts[number]) * disc / grid.area_arcsec2(cell));
  }
  return expected;
}

int choose_n_tiles(const MatchConfig& config, int n_workers, std::size_t n_xray) {
  if (config.layout.tiles > 0) return checked_cast<int>(config.layout.tiles);
  // Several tiles a worker, so that their sum is even; not so many that margins outweigh them.
  constexpr int tiles_per_worker = 8;
  constexpr std::size_t sources_per_tile = 16;
  const auto most = static_cast<int>(
      std::clamp<std::size_t>(n_xray / sources_per_tile, 1, std::size_t{1} << 20U));
  return std::max(1, std::min(most, tiles_per_worker * n_workers));
}

} // namespace

Angle search_reach(const MatchConfig& config, const XrayCatalogue& xray) {
  const Angle infrared_error = config.infrared.error_bound();
  Angle largest_radius;
  for (const XraySource& source : xray.sources) {
    if (!source.kept) continue;
    largest_radius =
        std::max(largest_radius, config.acceptance.radius(source.error.major, infrared_error));
  }
  // A little more than the sum covers the rounding of positions near the edge.
  return largest_radius + config.null.largest_shift() + Angle::from_arcsec(1e-3);
}

SearchResult search_tiles(const Communicator& comm, const MatchConfig& config,
                          const XrayCatalogue& xray, std::vector<InfraredSource>&& rows) {
  const Angle reach = search_reach(config, xray);
  const Angle margin = config.layout.margin.value_or(reach);
  run_together(comm, [&] { TileGrid::require_margin(margin, reach); });

  std::vector<SkyPosition> positions;
  std::vector<const XraySource*> kept;
  for (const XraySource& source : xray.sources) {
    if (!source.kept) continue;
    kept.push_back(&source);
    positions.push_back(source.position);
  }
  const std::vector<double> work = expected_neighbours(comm, positions, rows, reach);

  SearchResult result;
  result.ranks = run_together(comm, [&] {
    return choose_rank_grid(comm.size(), static_cast<std::int64_t>(kept.size()),
                            checked_cast<int>(config.layout.trial_groups));
  });
  const TileGrid grid{positions, work,
                      choose_n_tiles(config, result.ranks.n_tile_workers, kept.size())};
  result.n_tiles = grid.n_tiles();
  std::vector<double> work_of_tile(static_cast<std::size_t>(grid.n_tiles()));
  std::vector<std::vector<XraySource>> xray_of_tile(work_of_tile.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    const auto tile = static_cast<std::size_t>(grid.owner(positions[i]));
    work_of_tile[tile] += work[i];
    xray_of_tile[tile].push_back(*kept[i]);
  }
  const std::vector<int> worker_of_tile = assign_tiles(work_of_tile, result.ranks.n_tile_workers);

  Partition partition =
      partition_rows(comm, grid, worker_of_tile, result.ranks, std::move(rows), margin);
  result.bytes_sent = partition.bytes_sent;
  const bool in_grid = result.ranks.contains(comm.rank());
  // A rank beyond the grid holds no neighbourhoods, so its share of the trials is empty.
  result.share = {in_grid ? result.ranks.trial_group(comm.rank()) : 0, result.ranks.n_trial_groups};
  const bool is_first_group = in_grid && result.share.group == 0;
  double expected_here = 0.0;
  for (const TileRows& tile : partition.tiles)
    expected_here += work_of_tile[static_cast<std::size_t>(tile.tile)];
  run_together(comm, [&] {
    TileMatch match;
    match.neighbourhoods.neighbours.reserve(static_cast<std::size_t>(expected_here));
    for (TileRows& tile : partition.tiles) {
      match_tile(xray_of_tile[static_cast<std::size_t>(tile.tile)], tile.infrared,
                 config.acceptance, config.null.largest_shift(), match);
      std::vector<InfraredSource>{}.swap(tile.infrared);
    }
    result.neighbourhoods = std::move(match.neighbourhoods);
    if (is_first_group) result.pairs = std::move(match.pairs);
  });
  return result;
}

} // namespace counterpoint

#include "counterpoint/search/search.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/comm/share_on_node.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/free_memory.hpp"
#include "counterpoint/sky/cell_set.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "search/partition.hpp"
#include "search/tile_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

namespace counterpoint {

namespace {

// Fine enough to follow the density of a crowded field, coarse enough to count a thousand rows.
constexpr int work_grid_level = 13; // 1.3 arcmin

// Of many rows, some tell well enough where they are: visit(position, rows that it stands for).
template <class Visit>
void visit_some(const InfraredRows& rows, Visit&& visit) {
  constexpr std::size_t enough_rows = std::size_t{1} << 20U;
  const std::size_t step = rows.size() / enough_rows + 1;
  std::size_t i = 0; // within a part
  for (const InfraredRows::Part& part : rows.parts()) {
    for (; i < part.rows.size(); i += step)
      visit(part.rows[i].position, static_cast<std::int64_t>(step));
    i -= part.rows.size();
  }
}

// Collective. Of each tile, the worker that has read most of its rows.
std::vector<int> main_readers(const Communicator& comm, const TileGrid& grid,
                              const InfraredRows& rows, const RankGrid& ranks) {
  const auto n_tiles = static_cast<std::size_t>(grid.n_tiles());
  std::vector<std::int64_t> counts(n_tiles);
  visit_some(rows, [&](const SkyPosition& position, std::int64_t n_rows) {
    counts[static_cast<std::size_t>(grid.owner(position))] += n_rows;
  });
  // With the rank in the last digits: of the largest, it tells whose it is.
  for (std::int64_t& count : counts)
    count = count * comm.size() + comm.rank();
  comm.maximum(std::span{counts});
  std::vector<int> readers;
  for (const std::int64_t count : counts)
    readers.push_back(ranks.tile_worker(static_cast<int>(count % comm.size())));
  return readers;
}

double disc_arcsec2(Angle radius) {
  return std::numbers::pi * radius.arcsec() * radius.arcsec();
}

// What is known of a cell of the sky: discs within which rows passed the prefilter, and how many.
struct CellWork {
  double discs_arcsec2 = 0.0;
  std::int64_t n_rows = 0;

  // Surface density of the rows, as if the discs lay at random: of a cell with x times its area in
  // discs they cover 1 - e^-x.
  [[nodiscard]] double density(double area_arcsec2) const {
    const double covered_arcsec2 = -area_arcsec2 * std::expm1(-discs_arcsec2 / area_arcsec2);
    return static_cast<double>(n_rows) / covered_arcsec2;
  }
};

// Collective. Rows in each cell of a numbered set, of all ranks; on the first alone, as such lists
// of all the ranks of a node would take much memory.
std::vector<std::int64_t> count_rows(const Communicator& comm, const SkyGrid& grid,
                                     const CellSet& cells, const InfraredRows& rows) {
  std::vector<std::uint32_t> mine; // the cells of rows
  std::int64_t rows_of_each = 1;
  visit_some(rows, [&](const SkyPosition& position, std::int64_t n_rows) {
    const std::int64_t number = cells.number(grid.cell(position));
    if (number >= 0) mine.push_back(static_cast<std::uint32_t>(number));
    rows_of_each = n_rows;
  });
  std::vector<std::int64_t> all(comm.is_root() ? static_cast<std::size_t>(cells.size()) : 0);
  constexpr std::int64_t cells_at_once = 65536;
  for (std::int64_t first = 0; first < cells.size(); first += cells_at_once) {
    std::vector<std::int64_t> some(
        static_cast<std::size_t>(std::min(cells_at_once, cells.size() - first)));
    for (const std::uint32_t cell : mine) {
      const std::size_t place = std::size_t{cell} - static_cast<std::size_t>(first);
      if (place < some.size()) some.data()[place] += rows_of_each; // below `first` it wraps around
    }
    comm.sum(std::span{some});
    if (comm.is_root()) std::copy(some.begin(), some.end(), all.begin() + first);
  }
  return all;
}

// The work that hangs on each of some X-ray sources, in neighbours: those expected within its
// reach, and the search itself.
// \param n_rows  in each cell
std::vector<double> expected_work(std::span<const XraySource* const> sources, const SkyGrid& grid,
                                  const CellSet& cells, std::span<const std::int64_t> n_rows,
                                  const SearchPlan& plan) {
  std::vector<CellWork> work_of_cell(n_rows.size());
  const auto cell_of = [&](const XraySource* source) -> CellWork& {
    return work_of_cell[static_cast<std::size_t>(cells.number(grid.cell(*source->position)))];
  };
  for (std::size_t i = 0; i < n_rows.size(); ++i)
    work_of_cell[i].n_rows = n_rows[i];
  for (const XraySource* source : sources)
    cell_of(source).discs_arcsec2 += disc_arcsec2(plan.reach_of(*source));

  // In neighbours: the search round a source, and what is done with it if it has any.
  constexpr double cost_of_search = 1.0;
  constexpr double cost_of_any = 9.0;
  std::vector<double> work;
  work.reserve(sources.size());
  for (const XraySource* source : sources) {
    const double density = cell_of(source).density(grid.area_arcsec2(grid.cell(*source->position)));
    const double expected = density * disc_arcsec2(plan.reach_of(*source));
    work.push_back(cost_of_search - cost_of_any * std::expm1(-expected) + expected);
  }
  return work;
}

// The tiles, and the work that each of them is.
struct Tiles {
  TileGrid grid{{}, {}, 1};
  std::vector<double> work;

  // \param work_of_source  of each of `sources`
  Tiles(std::span<const XraySource* const> sources, std::span<const double> work_of_source,
        int n_tiles)
      : work(static_cast<std::size_t>(n_tiles)) {
    std::vector<SkyPosition> positions;
    positions.reserve(sources.size());
    for (const XraySource* source : sources)
      positions.push_back(*source->position);
    grid = TileGrid{positions, work_of_source, n_tiles};
    for (std::size_t i = 0; i < sources.size(); ++i)
      work[static_cast<std::size_t>(grid.owner(positions[i]))] += work_of_source[i];
  }
};

// Collective. The first rank makes the tiles for all: what they are cut by takes some 60 bytes for
// each X-ray source.
Tiles cut_tiles(const Communicator& comm, const SearchPlan& plan, const XrayCatalogue& xray,
                const InfraredRows& rows) {
  const NodeShare node{comm};
  const SkyGrid grid{work_grid_level};
  std::vector<const XraySource*> kept; // on the first rank of each node
  CellSet cells = run_together(comm, [&] {
    CellSet::Builder builder{CellSet::Cells::numbered};
    for (const XraySource& source : xray.sources) {
      if (!node.is_maker() || !source.kept) continue;
      kept.push_back(&source);
      const SkyCell cell = grid.cell(*source.position);
      builder.add(std::array{CellRun{cell.strip, cell.column, cell.column}});
    }
    return std::move(builder).build();
  });
  node.share(cells);
  const std::vector<std::int64_t> n_rows = count_rows(comm, grid, cells, rows);
  Tiles tiles = run_together(comm, [&] {
    return comm.is_root()
               ? Tiles{kept, expected_work(kept, grid, cells, n_rows, plan), plan.n_tiles}
               : Tiles{{}, {}, plan.n_tiles};
  });
  tiles.grid.broadcast(comm);
  comm.broadcast(tiles.work);
  return tiles;
}

} // namespace

SearchResult search_tiles(const Communicator& comm, const SearchPlan& plan,
                          const XrayCatalogue& xray, InfraredRows&& rows,
                          const ToldProgress& progress) {
  const Tiles tiles = cut_tiles(comm, plan, xray, rows);
  const TileGrid& grid = tiles.grid;
  const TileAssignment to{grid,
                          assign_tiles(tiles.work, plan.ranks.n_tile_workers,
                                       main_readers(comm, grid, rows, plan.ranks)),
                          plan.ranks, plan.margin};
  const bool has_features = rows.has_features();
  return_free_memory(); // of reading
  Partition partition = partition_rows(comm, to, std::move(rows));
  return run_together(comm, [&] {
    std::vector<std::vector<const XraySource*>> xray_of_tile(tiles.work.size());
    const int worker = plan.ranks.tile_worker(comm.rank());
    for (const XraySource& source : xray.sources) {
      if (!source.kept) continue;
      const auto tile = static_cast<std::size_t>(grid.owner(*source.position));
      if (to.worker_of_tile[tile] == worker) xray_of_tile[tile].push_back(&source);
    }
    SearchedSky sky;
    sky.neighbourhoods.has_features = has_features;
    if (!partition.tiles.empty()) {
      std::size_t n_sources = 0;
      for (const TileRows& tile : partition.tiles)
        n_sources += xray_of_tile[static_cast<std::size_t>(tile.tile)].size();
      sky.neighbourhoods.expect(partition.tiles.front().infrared);
      sky.neighbourhoods.reserve(n_sources);
    }
    TileSearches searches{plan.acceptance, plan.largest_shift, plan.keeps_lonely_sources};
    std::vector<TileWork> searched;
    for (TileRows& tile : partition.tiles) {
      if (progress) {
        progress(static_cast<double>(searched.size()) /
                 static_cast<double>(partition.tiles.size()));
      }
      std::vector<XraySource> xray_here;
      for (const XraySource* source : xray_of_tile[static_cast<std::size_t>(tile.tile)])
        xray_here.push_back(*source);
      const std::size_t n_before = sky.neighbourhoods.n_neighbours();
      const auto n_infrared = checked_cast<std::int64_t>(tile.infrared.size());
      searches.search(xray_here, std::move(tile.infrared), sky);
      const std::size_t n_found = sky.neighbourhoods.n_neighbours() - n_before;
      searched.push_back(
          {tile.tile, std::ssize(xray_here), n_infrared, checked_cast<std::int64_t>(n_found)});
    }
    return_free_memory();
    return SearchResult{plan,
                        std::move(sky),
                        std::move(searched),
                        plan.ranks.is_in_first_group(comm.rank()),
                        trial_share(plan.ranks, comm.rank()),
                        partition.bytes_sent};
  });
}

} // namespace counterpoint

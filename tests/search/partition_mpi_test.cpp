#include "counterpoint/sources/footprint.hpp"
#include "counterpoint/sources/prefilter.hpp"
#include "search/partition.hpp"
#include "support/test_sky.hpp"
#include "support/tile_reach.hpp"

#include <gtest/gtest.h>

#include <map>
#include <numbers>
#include <set>

namespace counterpoint {
namespace {

using test_support::awkward_places;
using test_support::infrared_field;
using test_support::is_within_bound;
using test_support::xray_field;

const Angle field_radius = Angle::from_arcsec(300.0);
const Angle margin = Angle::from_arcsec(12.0);

// This rank's share of the rows.
std::vector<InfraredSource> share_of(const std::vector<InfraredSource>& rows,
                                     const Communicator& comm) {
  std::vector<InfraredSource> mine;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (static_cast<int>(i) % comm.size() == comm.rank()) mine.push_back(rows[i]);
  return mine;
}

TEST(Partition, every_tile_has_its_rows_and_its_margin) {
  const Communicator comm = Communicator::world();
  bool is_first_place = true;
  for (const SkyPosition& center : awkward_places()) {
    const auto xray = xray_field(center, field_radius, 300);
    auto rows = infrared_field(center, field_radius, 2000);
    // At the first place all have the same error, and magnitudes of three decimals; at the others
    // each has its own.
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (is_first_place) {
        rows[i].ks = std::round(12000.0 + static_cast<double>(i)) / 1e3;
      } else {
        rows[i].error = Angle::from_arcsec(0.1 + 1e-4 * static_cast<double>(i));
      }
    }
    is_first_place = false;
    std::vector<SkyPosition> positions;
    for (const XraySource& source : xray)
      positions.push_back(*source.position);
    const TileGrid tiles{positions, std::vector<double>(positions.size(), 1.0), 7};
    for (const int groups : {1, comm.size()}) {
      const RankGrid ranks{comm.size() / groups, groups};
      const auto workers = assign_tiles(std::vector<double>(7, 1.0), ranks.n_tile_workers);
      const Partition part =
          partition_rows(comm, {tiles, workers, ranks, margin}, InfraredRows{share_of(rows, comm)});

      std::map<int, std::set<std::int64_t>> held;
      for (const TileRows& tile : part.tiles) {
        EXPECT_EQ(workers[static_cast<std::size_t>(tile.tile)], ranks.tile_worker(comm.rank()));
        for (const InfraredSource& row : tile.infrared.each())
          EXPECT_TRUE(held[tile.tile].insert(row.ir_id).second) << "a row twice";
        for (const InfraredSource& row : tile.infrared.each())
          EXPECT_EQ(row.error, rows[static_cast<std::size_t>(row.ir_id)].error);
        for (const InfraredSource& row : tile.infrared.each())
          EXPECT_EQ(std::isnan(row.ks) ? 0.0 : row.ks,
                    std::isnan(rows[static_cast<std::size_t>(row.ir_id)].ks)
                        ? 0.0
                        : rows[static_cast<std::size_t>(row.ir_id)].ks);
        // What is neither in the tile nor in its margin has no business there.
        for (const InfraredSource& row : tile.infrared.each())
          EXPECT_TRUE(is_within_bound(tiles, tile.tile, row.position, margin)) << row.ir_id;
      }
      // Brute force: a row within the margin of an X-ray source is in that source's tile.
      for (const XraySource& source : xray) {
        const int tile = tiles.owner(*source.position);
        if (workers[static_cast<std::size_t>(tile)] != ranks.tile_worker(comm.rank())) continue;
        for (const InfraredSource& row : rows) {
          if (separation(*source.position, row.position) > margin) continue;
          EXPECT_TRUE(held[tile].contains(row.ir_id));
        }
      }
    }
  }
}

TEST(Prefilter, never_drops_a_row_that_matters) {
  for (const SkyPosition& center : awkward_places()) {
    auto xray = xray_field(center, field_radius * 3.0, 40);
    xray[3].kept = false;
    // Half of them reach as far as the margin, the others less far.
    std::vector<Angle> reach;
    for (std::size_t i = 0; i < xray.size(); ++i)
      reach.push_back(margin / (i % 2 == 0 ? 1.0 : static_cast<double>(i)));
    const Prefilter prefilter{discs_round(xray, reach)};
    const Prefilter equal_reach{discs_round(xray, std::vector(xray.size(), margin))};
    std::size_t n_dropped = 0;
    std::size_t n_dropped_of_equal_reach = 0;
    for (const InfraredSource& row : infrared_field(center, field_radius * 3.0, 3000)) {
      bool matters = false;
      for (std::size_t i = 0; i < xray.size(); ++i) {
        matters =
            matters || (xray[i].kept && separation(*xray[i].position, row.position) <= reach[i]);
      }
      EXPECT_TRUE(!matters || prefilter.may_matter(row.position));
      n_dropped += prefilter.may_matter(row.position) ? 0 : 1;
      n_dropped_of_equal_reach += equal_reach.may_matter(row.position) ? 0 : 1;
    }
    EXPECT_GT(n_dropped, 1000U); // and it is worth its while
    EXPECT_GT(n_dropped, n_dropped_of_equal_reach);
  }
}

// A field of known size, counted on any number of ranks, has that area on every one of them.
TEST(Footprint, area_and_membership) {
  const Communicator comm = Communicator::world();
  const SkyPosition center = awkward_places()[0];
  const auto rows = infrared_field(center, field_radius, 30000);
  CellTally alone;
  CellTally shared;
  for (const InfraredSource& row : rows)
    alone.add(row.position);
  for (const InfraredSource& row : share_of(rows, comm))
    shared.add(row.position);
  const Footprint footprint{comm, std::move(shared)};
  const double disc = std::numbers::pi * field_radius.arcsec() * field_radius.arcsec();
  EXPECT_NEAR(footprint.area_arcsec2() / disc, 1.0, 0.12);
  EXPECT_TRUE(footprint.contains(center));
  EXPECT_FALSE(footprint.contains(offset_by(center, Angle{}, field_radius * 1.2)));

  std::int64_t total = 0;
  footprint.counts().for_each([&](const SkyCell&, std::int32_t count) { total += count; });
  EXPECT_EQ(total, std::ssize(rows));
  while (alone.grid().level() > footprint.grid().level())
    alone.coarsen();
  alone.counts().for_each([&](const SkyCell& cell, std::int32_t count) {
    EXPECT_EQ(footprint.counts().get(cell), count);
  });
}

TEST(Footprint, of_a_thin_catalogue_is_coarse) {
  const Communicator comm = Communicator::world();
  CellTally tally;
  if (comm.is_root()) {
    for (const InfraredSource& row : infrared_field(awkward_places()[0], field_radius, 60))
      tally.add(row.position);
  }
  const Footprint footprint{comm, std::move(tally)};
  EXPECT_GT(footprint.resolution(), Angle::from_arcsec(60.0));
  EXPECT_GE(60.0, Footprint::rows_per_cell * static_cast<double>(footprint.n_cells()));
}

} // namespace
} // namespace counterpoint

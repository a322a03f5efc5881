#include "counterpoint/core/error.hpp"
#include "counterpoint/search/rank_grid.hpp"
#include "search/tile_grid.hpp"
#include "support/test_sky.hpp"
#include "support/tile_reach.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace counterpoint {
namespace {

using test_support::awkward_places;
using test_support::is_within_bound;
using test_support::scattered;

std::vector<SkyPosition> field(const SkyPosition& center, std::size_t n) {
  std::vector<SkyPosition> positions;
  for (std::uint64_t i = 0; i < n; ++i)
    positions.push_back(scattered(center, Angle::from_degrees(0.5), 1, i));
  return positions;
}

TEST(TileGrid, work_is_balanced) {
  const auto positions = field(awkward_places()[0], 5000);
  std::vector<double> weights;
  for (std::uint64_t i = 0; i < positions.size(); ++i)
    weights.push_back(1.0 + 9.0 * random_uniforms({.seed = 2, .id = i})[0]);
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (const int n_tiles : {1, 2, 7, 16, 50}) {
    const TileGrid grid{positions, weights, n_tiles};
    EXPECT_EQ(grid.n_tiles(), n_tiles);
    std::vector<double> work(static_cast<std::size_t>(n_tiles));
    for (std::size_t i = 0; i < positions.size(); ++i)
      work[static_cast<std::size_t>(grid.owner(positions[i]))] += weights[i];
    // A tile is off by no more than the source on its edge, in both directions of the cut.
    EXPECT_LT(*std::max_element(work.begin(), work.end()), 1.25 * total / n_tiles + 20.0);
  }
}

TEST(TileGrid, every_place_of_the_sky_has_one_owner) {
  const auto positions = field(awkward_places()[0], 100);
  const TileGrid grid{positions, std::vector<double>(100, 1.0), 9};
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const SkyPosition place = scattered({Angle{}, Angle{}}, Angle::from_degrees(180.0), 3, i);
    EXPECT_GE(grid.owner(place), 0);
    EXPECT_LT(grid.owner(place), 9);
  }
  for (const SkyPosition& place : awkward_places()) {
    EXPECT_GE(grid.owner(place), 0);
    EXPECT_LT(grid.owner(place), 9);
  }
}

// The margin is a checked promise: whoever owns a place within the margin of a row gets the row,
// and nobody far from it does.
TEST(TileGrid, tiles_within_reach_every_owner) {
  const Angle margin = Angle::from_arcsec(25.0);
  for (const SkyPosition& center : awkward_places()) {
    const auto positions = field(center, 400);
    const TileGrid grid{positions, std::vector<double>(400, 1.0), 12};
    std::vector<int> tiles;
    for (const SkyPosition& row : field(center, 400)) {
      grid.tiles_within(row, margin, tiles);
      const std::set<int> reached{tiles.begin(), tiles.end()};
      EXPECT_EQ(reached.size(), tiles.size());
      EXPECT_TRUE(reached.contains(grid.owner(row)));
      for (std::uint64_t k = 0; k < 20; ++k)
        EXPECT_TRUE(reached.contains(grid.owner(scattered(row, margin, 4, k))));
      for (const int tile : tiles)
        EXPECT_TRUE(is_within_bound(grid, tile, row, margin)) << "tile " << tile << " is too far";
    }
  }
}

TEST(TileGrid, wide_margins_reach_every_owner) {
  for (const SkyPosition& center : awkward_places()) {
    const TileGrid grid{field(center, 400), std::vector<double>(400, 1.0), 12};
    std::vector<int> tiles;
    for (const double degrees : {0.1, 3.0, 40.0}) {
      const Angle margin = Angle::from_degrees(degrees);
      for (std::uint64_t i = 0; i < 100; ++i) {
        const SkyPosition row = scattered(center, 2.0 * margin, 6, i);
        grid.tiles_within(row, margin, tiles);
        for (std::uint64_t k = 0; k < 50; ++k) {
          const int owner = grid.owner(scattered(row, margin, 7, k));
          EXPECT_NE(std::find(tiles.begin(), tiles.end(), owner), tiles.end());
        }
      }
    }
  }
}

TEST(TileGrid, tiles_may_be_empty) {
  const std::vector<SkyPosition> one{awkward_places()[0]};
  const TileGrid grid{one, std::vector<double>{1.0}, 20};
  EXPECT_EQ(grid.n_tiles(), 20);
  std::vector<int> tiles;
  grid.tiles_within(one[0], Angle::from_arcsec(1.0), tiles);
  EXPECT_TRUE(std::find(tiles.begin(), tiles.end(), grid.owner(one[0])) != tiles.end());
}

TEST(AssignTiles, loads_are_even_and_repeatable) {
  const std::vector<double> weights{8, 7, 6, 5, 4, 3, 2, 1};
  const auto worker = assign_tiles(weights, 3);
  std::vector<double> load(3);
  for (std::size_t i = 0; i < weights.size(); ++i)
    load[static_cast<std::size_t>(worker[i])] += weights[i];
  EXPECT_EQ(*std::max_element(load.begin(), load.end()), 13.0); // LPT; the optimum is 12
  EXPECT_EQ(worker, assign_tiles(weights, 3));
  EXPECT_EQ(assign_tiles(weights, 1), std::vector<int>(8, 0));
}

TEST(AssignTiles, go_to_the_preferred_as_long_as_loads_are_even) {
  const std::vector<double> weights(16, 1.0);
  std::vector<int> preferred(16, 0);
  std::fill(preferred.begin() + 10, preferred.end(), 1);
  const auto worker = assign_tiles(weights, 2, preferred);
  EXPECT_EQ(std::count(worker.begin(), worker.end(), 0), 8);
  EXPECT_EQ(std::count(worker.begin(), worker.begin() + 8, 0), 8);
  EXPECT_EQ(std::count(worker.begin() + 10, worker.end(), 1), 6);
}

TEST(RankGrid, chooses_groups_when_sources_are_few) {
  EXPECT_EQ(choose_rank_grid(8, 9000, 0).n_trial_groups, 1);
  EXPECT_EQ(choose_rank_grid(8, 9000, 0).n_tile_workers, 8);
  EXPECT_EQ(choose_rank_grid(8, 40, 0).n_trial_groups, 8);
  EXPECT_EQ(choose_rank_grid(8, 1, 0).n_tile_workers, 1);
  const RankGrid odd = choose_rank_grid(5, 9000, 2);
  EXPECT_EQ(odd.n_tile_workers, 2);
  EXPECT_TRUE(odd.contains(3));
  EXPECT_FALSE(odd.contains(4));
  EXPECT_THROW((void)choose_rank_grid(2, 9000, 3), InputError);
}

TEST(RankGrid, ranks_and_places_agree) {
  const RankGrid grid{3, 2};
  for (int rank = 0; rank < 6; ++rank)
    EXPECT_EQ(grid.rank(grid.tile_worker(rank), grid.trial_group(rank)), rank);
}

} // namespace
} // namespace counterpoint

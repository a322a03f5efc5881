#include "counterpoint/core/random.hpp"
#include "counterpoint/sources/cell_tally.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace counterpoint {
namespace {

SkyPosition random_position(std::uint64_t seed, std::uint64_t i) {
  const auto [u, v] = random_uniforms({.seed = seed, .id = i});
  return {Angle::from_degrees(360.0 * u), Angle::from_radians(std::asin(2.0 * v - 1.0))};
}

TEST(CellTally, coarsening_keeps_every_row) {
  CellTally tally;
  SparseCells<std::int32_t> direct;
  const SkyGrid coarse{CellTally::finest_level - 2};
  for (std::uint64_t i = 0; i < 500; ++i) {
    const SkyPosition position = random_position(8, i);
    tally.add(position);
    ++direct.at(coarse.cell(position));
  }
  tally.coarsen();
  tally.coarsen();
  EXPECT_EQ(tally.grid().level(), coarse.level());
  std::int64_t rows = 0;
  tally.counts().for_each([&](const SkyCell& cell, std::int32_t count) {
    EXPECT_EQ(count, direct.get(cell));
    rows += count;
  });
  EXPECT_EQ(rows, 500);
}

// Also where the tally coarsens on the way.
TEST(CellTally, rows_at_once_count_as_one_by_one) {
  std::vector<SkyPosition> positions;
  for (std::uint64_t i = 0; i < 2 * CellTally::most_pages; ++i)
    positions.push_back(random_position(10, i % 1000 == 0 ? 0 : i));
  CellTally one_by_one;
  for (const SkyPosition& position : positions)
    one_by_one.add(position);
  std::vector<double> ra_deg;
  std::vector<double> dec_deg;
  for (const SkyPosition& position : positions) {
    ra_deg.push_back(position.ra().degrees());
    dec_deg.push_back(position.dec().degrees());
  }
  std::vector<GridPlace> places(positions.size());
  find_grid_places({ra_deg, dec_deg}, places);
  CellTally at_once;
  at_once.add(places);
  EXPECT_EQ(at_once.grid().level(), one_by_one.grid().level());
  EXPECT_EQ(at_once.counts().n_pages(), one_by_one.counts().n_pages());
  std::int64_t rows = 0;
  at_once.counts().for_each([&](const SkyCell& cell, std::int32_t count) {
    EXPECT_EQ(count, one_by_one.counts().get(cell));
    rows += count;
  });
  EXPECT_EQ(rows, std::ssize(positions));
}

TEST(CellTally, coarsens_by_itself) {
  CellTally tally;
  const std::uint64_t n = 2 * CellTally::most_pages;
  for (std::uint64_t i = 0; i < n; ++i)
    tally.add(random_position(9, i));
  EXPECT_LT(tally.grid().level(), CellTally::finest_level);
  EXPECT_LE(tally.counts().n_pages(), CellTally::most_pages);
}

} // namespace
} // namespace counterpoint

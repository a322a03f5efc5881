#include "counterpoint/sources/footprint_map.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace counterpoint {
namespace {

constexpr int n_rows = 4000;

// A strip of 0.4 x 0.2 deg across right ascension 0, shared by the ranks.
Footprint footprint_of(const Communicator& comm) {
  CellTally tally;
  for (int i = comm.rank(); i < n_rows; i += comm.size()) {
    const double ra = 359.8 + 0.4 * std::fmod(i * 0.618034, 1.0);
    const double dec = 60.0 + 0.2 * (i + 0.5) / n_rows;
    tally.add({Angle::from_degrees(ra), Angle::from_degrees(dec)});
  }
  return Footprint{comm, std::move(tally)};
}

TEST(MapOf, merges_cells_and_keeps_rows_and_area) {
  const Communicator comm = Communicator::world();
  const Footprint footprint = footprint_of(comm);
  ASSERT_GT(footprint.n_cells(), 100);
  for (const std::int64_t most_cells :
       {std::int64_t{1000000}, std::int64_t{100}, std::int64_t{3}}) {
    const std::vector<MapCell> cells = map_of(footprint, most_cells);
    EXPECT_LE(std::ssize(cells), most_cells);
    EXPECT_GE(std::ssize(cells), std::min(footprint.n_cells(), most_cells / 8));
    std::int64_t rows = 0;
    double area_arcsec2 = 0.0;
    for (const MapCell& cell : cells) {
      rows += cell.n_rows;
      area_arcsec2 += cell.covered_area_arcsec2;
      const double whole =
          cell.ra_width.arcsec() * cell.dec_height.arcsec() * cos(cell.center.dec());
      EXPECT_LE(cell.covered_area_arcsec2, 1.0001 * whole);
    }
    EXPECT_EQ(rows, n_rows);
    EXPECT_NEAR(area_arcsec2 / footprint.area_arcsec2(), 1.0, 1e-12);
    for (std::size_t i = 1; i < cells.size(); ++i)
      EXPECT_LE(cells[i - 1].center.dec(), cells[i].center.dec());
  }
}

TEST(MapOf, does_not_depend_on_ranks) {
  const Communicator world = Communicator::world();
  const Communicator alone = world.split(world.rank(), 0);
  const std::vector<MapCell> shared = map_of(footprint_of(world), 50);
  const std::vector<MapCell> whole = map_of(footprint_of(alone), 50);
  ASSERT_EQ(shared.size(), whole.size());
  for (std::size_t i = 0; i < shared.size(); ++i) {
    EXPECT_EQ(shared[i].n_rows, whole[i].n_rows);
    EXPECT_EQ(shared[i].covered_area_arcsec2, whole[i].covered_area_arcsec2);
  }
}

TEST(CoveredFraction, is_half_at_the_edge) {
  const Communicator comm = Communicator::world();
  const Footprint footprint = footprint_of(comm);
  const auto at = [&](double dec) {
    return footprint.covered_fraction(
        {{Angle{}, Angle::from_degrees(dec)}, Angle::from_arcsec(200.0)});
  };
  EXPECT_GT(at(60.1), 0.95);
  EXPECT_NEAR(at(60.0), 0.5, 0.1);
  EXPECT_EQ(at(59.0), 0.0);
}

} // namespace
} // namespace counterpoint

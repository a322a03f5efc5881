#include "counterpoint/sources/footprint.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

// The footprint does not depend on the number of ranks: all ranks together against each rank alone.

namespace counterpoint {
namespace {

using namespace test_support;

// The rows of `positions` dealt out over the ranks.
CellTally share_of(const Communicator& comm, const std::vector<SkyPosition>& positions) {
  CellTally tally;
  for (auto i = static_cast<std::size_t>(comm.rank()); i < positions.size();
       i += static_cast<std::size_t>(comm.size()))
    tally.add(positions[i]);
  return tally;
}

void expect_same_footprint(const std::vector<SkyPosition>& positions) {
  const Communicator world = Communicator::world();
  const Communicator alone = world.split(world.rank(), 0);
  const Footprint shared{world, share_of(world, positions)};
  const Footprint whole{alone, share_of(alone, positions)};
  EXPECT_EQ(shared.resolution(), whole.resolution());
  EXPECT_EQ(shared.n_cells(), whole.n_cells());
  EXPECT_EQ(shared.area_arcsec2(), whole.area_arcsec2());
  EXPECT_EQ(shared.filling(), whole.filling());
  for (std::size_t i = 0; i < positions.size(); i += 1 + positions.size() / 20) {
    EXPECT_TRUE(shared.contains(positions[i]));
    EXPECT_EQ(shared.relative_density(positions[i]), whole.relative_density(positions[i])) << i;
  }
}

bool is_at_gap(const Footprint& footprint, const SkyCell& cell) {
  const auto neighbours = footprint.grid().neighbours(cell);
  return std::any_of(neighbours.begin(), neighbours.end(),
                     [&](const SkyCell& other) { return footprint.counts().get(other) == 0; });
}

// All cells of the footprint, each by its separation; those beside a gap only where the others hold
// too few rows, and then by half.
double relative_density_by_separation(const Footprint& footprint, const SkyPosition& position) {
  const double density = static_cast<double>(footprint.n_rows()) / footprint.area_arcsec2();
  const double outer = std::max({45.0, std::sqrt(150.0 / (std::numbers::pi * density)),
                                 2.0 * footprint.resolution().arcsec()});
  struct Sum {
    double n = 0.0;
    double expected = 0.0;
  };
  Sum at_gap;
  Sum inside;
  footprint.counts().for_each([&](const SkyCell& cell, std::int32_t count) {
    const double distance = separation(position, footprint.grid().center(cell)).arcsec();
    if (distance > outer || distance < 15.0) return;
    const double usual = density * footprint.grid().area_arcsec2(cell);
    Sum& sum = is_at_gap(footprint, cell) ? at_gap : inside;
    sum.n += count;
    sum.expected += usual;
  });
  const Angle reach = Angle::from_arcsec(outer) + footprint.grid().cell_height();
  const auto around = footprint.grid().cells_touching(position, reach);
  const bool is_near_gap = std::any_of(around.begin(), around.end(), [&](const SkyCell& cell) {
    return footprint.counts().get(cell) == 0;
  });
  if (inside.expected < 50.0) {
    inside.n += at_gap.n;
    inside.expected += 0.5 * at_gap.expected;
  }
  const double usual = is_near_gap ? footprint.density_within() : 1.0;
  return (inside.n + 10.0 * usual) / (inside.expected + 10.0);
}

TEST(Footprint, density_is_that_of_the_cells_around) {
  const Communicator world = Communicator::world();
  const Communicator alone = world.split(world.rank(), 0);
  for (const SkyPosition& center : awkward_places()) {
    CellTally tally;
    for (std::uint64_t i = 0; i < 20000; ++i)
      tally.add(scattered(center, Angle::from_arcsec(600.0), 31, i));
    const Footprint footprint{alone, std::move(tally)};
    for (std::uint64_t i = 0; i < 50; ++i) {
      const SkyPosition position = scattered(center, Angle::from_arcsec(700.0), 32, i);
      EXPECT_NEAR(footprint.relative_density(position),
                  relative_density_by_separation(footprint, position), 1e-12);
    }
  }
}

// Cells that the edge of a field runs through are covered in part.
TEST(Footprint, density_at_the_edge_of_a_field_is_that_of_the_field) {
  const Communicator world = Communicator::world();
  const Communicator alone = world.split(world.rank(), 0);
  const SkyPosition center{Angle::from_degrees(266.5), Angle::from_degrees(-29.0)};
  constexpr double radius_arcsec = 400.0;
  constexpr int n_rows = 25000;
  constexpr double rows_per_arcsec2 =
      n_rows / (std::numbers::pi * radius_arcsec * radius_arcsec); // 0.05
  CellTally tally;
  for (std::uint64_t i = 0; i < n_rows; ++i)
    tally.add(scattered(center, Angle::from_arcsec(radius_arcsec), 35, i));
  const Footprint footprint{alone, std::move(tally)};
  const double mean = static_cast<double>(footprint.n_rows()) / footprint.area_arcsec2();
  const auto mean_density_between = [&](double low_arcsec, double high_arcsec) {
    double sum = 0.0;
    double n = 0.0;
    for (std::uint64_t i = 0; i < 4000; ++i) {
      const SkyPosition position = scattered(center, Angle::from_arcsec(radius_arcsec), 36, i);
      const double distance = separation(center, position).arcsec();
      if (distance < low_arcsec || distance > high_arcsec) continue;
      sum += footprint.relative_density(position) * mean;
      n += 1.0;
    }
    return sum / n;
  };
  EXPECT_NEAR(mean_density_between(0.0, 340.0) / rows_per_arcsec2, 1.0, 0.02);
  EXPECT_NEAR(mean_density_between(380.0, 400.0) / rows_per_arcsec2, 1.0, 0.03);

  const Angle small = Angle::from_arcsec(2.0);
  const auto is_at_edge = [&](double distance_arcsec, double position_angle_deg, double density) {
    const SkyPosition position = offset_by(center, Angle::from_degrees(position_angle_deg),
                                           Angle::from_arcsec(distance_arcsec));
    return footprint.is_at_edge(position, small, density);
  };
  for (double angle_deg = 0.0; angle_deg < 360.0; angle_deg += 10.0) {
    EXPECT_FALSE(is_at_edge(350.0, angle_deg, 1.0)) << angle_deg;
    EXPECT_TRUE(is_at_edge(399.0, angle_deg, 1.0)) << angle_deg;
    EXPECT_TRUE(is_at_edge(405.0, angle_deg, 1.0)) << angle_deg;
    // Where the catalogue is so shallow that cells are empty by chance, an empty one is no edge.
    EXPECT_FALSE(is_at_edge(399.0, angle_deg, 0.1)) << angle_deg;
  }
}

// A field of squares, three cells wide, with gaps as wide: hardly a cell is away from a gap.
TEST(Footprint, density_in_narrow_pieces_is_that_of_the_pieces) {
  const Communicator world = Communicator::world();
  const Communicator alone = world.split(world.rank(), 0);
  const SkyPosition center{Angle::from_degrees(266.5), Angle::from_degrees(-29.0)};
  const Angle radius = Angle::from_arcsec(900.0);
  constexpr double rows_per_arcsec2 = 0.04;
  constexpr double square_arcsec = 60.0;
  const auto is_covered = [&](const SkyPosition& position) {
    const double east = (position.ra() - center.ra()).arcsec() * cos(center.dec());
    const double north = (position.dec() - center.dec()).arcsec();
    const auto number = [](double offset) {
      return static_cast<int>(std::floor(offset / square_arcsec));
    };
    return number(east) % 2 == 0 && number(north) % 2 == 0;
  };
  const auto n_everywhere = static_cast<std::uint64_t>(rows_per_arcsec2 * std::numbers::pi *
                                                       radius.arcsec() * radius.arcsec());
  CellTally tally;
  for (std::uint64_t i = 0; i < n_everywhere; ++i) {
    const SkyPosition position = scattered(center, radius, 37, i);
    if (is_covered(position)) tally.add(position);
  }
  const Footprint footprint{alone, std::move(tally)};
  const double mean = static_cast<double>(footprint.n_rows()) / footprint.area_arcsec2();
  EXPECT_LT(mean / rows_per_arcsec2, 0.7); // cells of which a part is covered count whole
  EXPECT_NEAR(footprint.density_within() * mean / rows_per_arcsec2, 1.0, 0.15);
  double sum = 0.0;
  double n = 0.0;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    const SkyPosition position = scattered(center, 0.9 * radius, 38, i);
    if (!is_covered(position)) continue;
    sum += footprint.relative_density(position) * mean;
    n += 1.0;
  }
  EXPECT_NEAR(sum / n / rows_per_arcsec2, 1.0, 0.1);
}

// A field in whose north one star in twenty is listed: cells there are empty by chance.
TEST(Footprint, of_places_that_are_not_equally_deep) {
  const Communicator world = Communicator::world();
  const Communicator alone = world.split(world.rank(), 0);
  const SkyPosition center{Angle::from_degrees(266.5), Angle::from_degrees(-29.0)};
  const Angle radius = Angle::from_arcsec(600.0);
  const auto is_north = [&](const SkyPosition& position) { return position.dec() > center.dec(); };
  CellTally tally;
  for (std::uint64_t i = 0; i < 60000; ++i) {
    const SkyPosition position = scattered(center, radius, 33, i);
    if (!is_north(position) || i % 20 == 0) tally.add(position);
  }
  const Footprint footprint{alone, std::move(tally)};
  const double mean = static_cast<double>(footprint.n_rows()) / footprint.area_arcsec2();
  const double everywhere = 60000.0 / (std::numbers::pi * 600.0 * 600.0);
  const auto listed_at = [&](const SkyPosition& position) {
    return (is_north(position) ? 0.05 : 1.0) * everywhere / mean;
  };
  double north = 0.0;
  double n_north = 0.0;
  int n_in_empty_cells = 0;
  for (std::uint64_t i = 0; i < 400; ++i) {
    const SkyPosition position = scattered(center, 0.9 * radius, 34, i);
    EXPECT_TRUE(footprint.contains(position, listed_at(position)));
    n_in_empty_cells += footprint.contains(position) ? 0 : 1;
    // Cells that the edge runs through count as of one side.
    if (position.dec() < center.dec() + Angle::from_arcsec(70.0)) continue;
    north += footprint.relative_density(position, listed_at);
    n_north += 1.0;
  }
  EXPECT_NEAR(north / n_north, 1.0, 0.1);
  EXPECT_GT(n_in_empty_cells, 10);
  EXPECT_FALSE(footprint.contains({center.ra(), center.dec() + 2.0 * radius}, 0.05));
}

TEST(Footprint, of_a_field_does_not_depend_on_ranks) {
  const SkyPosition center{Angle::from_degrees(266.5), Angle::from_degrees(-29.0)};
  std::vector<SkyPosition> positions;
  for (std::uint64_t i = 0; i < 5000; ++i)
    positions.push_back(test_support::scattered(center, Angle::from_degrees(0.2), 32, i));
  expect_same_footprint(positions);
}

// Rows spread evenly fill it; the same number of rows in threes does not, nor does each row twice.
TEST(Footprint, is_filled_by_rows_that_are_spread_evenly) {
  const Communicator world = Communicator::world();
  const SkyPosition center{Angle::from_degrees(266.5), Angle::from_degrees(-29.0)};
  constexpr std::uint64_t n_rows = 30000;
  const auto filling = [&](std::uint64_t in_clump) {
    std::vector<SkyPosition> positions;
    for (std::uint64_t i = 0; i < n_rows; ++i)
      positions.push_back(
          test_support::scattered(center, Angle::from_degrees(0.2), 34, i / in_clump));
    return Footprint{world, share_of(world, positions)}.filling();
  };
  EXPECT_GT(filling(1), 0.85);
  EXPECT_LT(filling(2), 0.7);
  EXPECT_LT(filling(3), 0.55);
}

// Dense clusters, so many that one rank alone runs out of pages and coarsens, while the ranks'
// shares of them do not.
TEST(Footprint, of_a_crowded_sky_does_not_depend_on_ranks) {
  const auto n_clusters = static_cast<std::uint64_t>(1.2 * CellTally::most_pages);
  const auto n_rows = static_cast<std::size_t>(Footprint::rows_per_cell);
  const SkyPosition center{Angle::from_degrees(80.0), Angle::from_degrees(20.0)};
  std::vector<SkyPosition> positions;
  const auto n_shares = static_cast<std::uint64_t>(Communicator::world().size());
  // In an order in which each rank is dealt whole clusters.
  for (std::uint64_t first = 0; first < n_clusters; first += n_shares) {
    for (std::size_t row = 0; row < n_rows; ++row) {
      for (std::uint64_t cluster = first; cluster < first + n_shares; ++cluster)
        positions.push_back(
            test_support::scattered(center, Angle::from_degrees(60.0), 33, cluster));
    }
  }
  expect_same_footprint(positions);
}

} // namespace
} // namespace counterpoint

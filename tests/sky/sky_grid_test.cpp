#include "counterpoint/core/random.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "counterpoint/sky/sparse_cells.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numbers>
#include <set>

namespace counterpoint {
namespace {

SkyPosition random_position(std::uint64_t seed, std::uint64_t i) {
  const auto [u, v] = random_uniforms({.seed = seed, .id = i});
  return {Angle::from_degrees(360.0 * u), Angle::from_radians(std::asin(2.0 * v - 1.0))};
}

double whole_sky_arcsec2() {
  const double arcsec_per_radian = Angle::from_radians(1.0).arcsec();
  return 4.0 * std::numbers::pi * arcsec_per_radian * arcsec_per_radian;
}

TEST(SkyGrid, cells_cover_the_sphere_once) {
  for (const int level : {0, 1, 3, 6}) {
    const SkyGrid grid{level};
    std::set<SkyCell> cells;
    for (const SkyCell& cell :
         grid.cells_touching({Angle{}, Angle{}}, Angle::from_degrees(180.0))) {
      cells.insert(cell);
    }
    double area = 0.0;
    for (const SkyCell& cell : cells)
      area += grid.area_arcsec2(cell);
    EXPECT_NEAR(area / whole_sky_arcsec2(), 1.0, 1e-12) << "level " << level;
  }
}

TEST(SkyGrid, corners_have_cells) {
  const SkyGrid grid{17};
  for (const double dec : {-90.0, 90.0, 0.0}) {
    for (const double ra : {0.0, 359.99999999999994}) {
      const SkyCell cell = grid.cell({Angle::from_degrees(ra), Angle::from_degrees(dec)});
      EXPECT_GT(grid.area_arcsec2(cell), 0.0);
    }
  }
}

// Against the cells of positions all round it, a hair outside of its edges.
TEST(SkyGrid, neighbours_are_the_cells_all_round) {
  for (const int level : {0, 1, 2, 5, 11}) {
    const SkyGrid grid{level};
    for (std::uint64_t i = 0; i < 60; ++i) {
      // Every third at a pole, every third beside right ascension 0.
      const SkyPosition drawn = random_position(6, i);
      const SkyCell cell = grid.cell({i % 3 == 1 ? Angle{} : drawn.ra(),
                                      i % 3 == 2 ? Angle::from_degrees(89.999) : drawn.dec()});
      const SkyPosition center = grid.center(cell);
      const double height = grid.cell_height().degrees();
      const double width = grid.cell_width(cell).degrees();
      std::set<SkyCell> around;
      const auto look = [&](double x, double y) {
        const double dec = center.dec().degrees() + 0.5 * y * height;
        const double ra = center.ra().degrees() + 0.5 * x * width;
        if (std::abs(dec) >= 90.0) return;
        around.insert(grid.cell(
            {Angle::from_degrees(std::fmod(ra + 360.0, 360.0)), Angle::from_degrees(dec)}));
      };
      constexpr double outside = 1.0001;
      for (double along = -outside; along < 1.01; along += outside / 32.0) {
        for (const double side : {-outside, outside}) {
          look(along, side);
          look(side, along);
        }
      }
      around.erase(cell);
      const std::vector<SkyCell> neighbours = grid.neighbours(cell);
      EXPECT_EQ((std::set<SkyCell>{neighbours.begin(), neighbours.end()}), around)
          << "level " << level << ", strip " << cell.strip << ", column " << cell.column;
      EXPECT_EQ(neighbours.size(), around.size());
    }
  }
}

TEST(SkyGrid, parents_hold_their_children) {
  for (int level = 1; level <= SkyGrid::finest_level; ++level) {
    const SkyGrid fine{level};
    const SkyGrid coarse{level - 1};
    for (std::uint64_t i = 0; i < 200; ++i) {
      const SkyPosition position = random_position(5, i);
      EXPECT_EQ(fine.parent(fine.cell(position), coarse), coarse.cell(position));
    }
  }
}

// From the place on the finest grid: what the position itself has, also at the poles and beside
// right ascension 0.
TEST(SkyGrid, cells_follow_from_places) {
  std::vector<double> ra_deg{0.0, 0.0, 359.99999999999994, 359.99999999999994, 180.0, 1e-300};
  std::vector<double> dec_deg{90.0, -90.0, 90.0, -90.0, 0.0, 89.99999999999999};
  for (std::uint64_t i = 0; i < 1001; ++i) {
    const SkyPosition position = random_position(6, i);
    ra_deg.push_back(position.ra().degrees());
    dec_deg.push_back(position.dec().degrees());
  }
  std::vector<GridPlace> places(ra_deg.size());
  find_grid_places({ra_deg, dec_deg}, places);
  for (int level = 0; level <= SkyGrid::finest_level; ++level) {
    const SkyGrid grid{level};
    for (std::size_t i = 0; i < places.size(); ++i) {
      const SkyPosition position{Angle::from_degrees(ra_deg[i]), Angle::from_degrees(dec_deg[i])};
      const SkyCell cell = grid.cell(position);
      ASSERT_EQ(grid.cell(places[i]), cell) << "level " << level << ", " << i;
      ASSERT_EQ(grid.cell(grid.place(cell)), cell) << "level " << level << ", " << i;
      if (level == 0) continue;
      const SkyGrid coarser{level - 1};
      ASSERT_EQ(coarser.cell(grid.place(cell)), coarser.cell(position)) << "level " << level;
    }
  }
}

TEST(SkyGrid, cells_of_at_least_a_size) {
  const Angle size = Angle::from_arcsec(30.0);
  const SkyGrid grid = SkyGrid::with_cells_of_at_least(size);
  EXPECT_GE(grid.cell_height(), size);
  EXPECT_LT(grid.cell_height(), 2.0 * size);
}

// Every point of a disc lies in one of the cells that the disc touches: at any place, poles and
// right ascension 0 too.
TEST(SkyGrid, discs_are_covered) {
  const SkyGrid grid{10};
  for (std::uint64_t i = 0; i < 300; ++i) {
    SkyPosition center = random_position(6, i);
    if (i % 3 == 1) center = {center.ra(), Angle::from_degrees(i % 2 == 0 ? 89.95 : -89.95)};
    if (i % 3 == 2) center = {Angle::from_degrees(i % 2 == 0 ? 0.01 : 359.99), center.dec()};
    const Angle radius = Angle::from_degrees(0.3);
    const auto cells = grid.cells_touching(center, radius);
    for (std::uint64_t k = 0; k < 100; ++k) {
      const auto [u, v] =
          random_uniforms({.seed = 7, .id = i, .step = static_cast<std::uint32_t>(k)});
      const SkyPosition inside =
          offset_by(center, Angle::from_degrees(360.0 * u), radius * std::sqrt(v));
      EXPECT_NE(std::find(cells.begin(), cells.end(), grid.cell(inside)), cells.end());
    }
  }
}

// Hardly a cell too many: each but a few has a point within the disc, or next to its edge.
TEST(SkyGrid, discs_touch_few_cells_beyond_them) {
  const SkyGrid grid{12};
  const Angle radius = 6.0 * grid.cell_height();
  for (std::uint64_t i = 0; i < 100; ++i) {
    SkyPosition center = random_position(16, i);
    if (i % 2 == 1) center = {center.ra(), Angle::from_degrees(i % 4 == 1 ? 89.99 : -89.9)};
    double area = 0.0;
    for (const SkyCell& cell : grid.cells_touching(center, radius)) {
      EXPECT_LT(separation(center, grid.center(cell)), radius + grid.cell_height());
      area += grid.area_arcsec2(cell);
    }
    const double disc = std::numbers::pi * radius.arcsec() * radius.arcsec();
    EXPECT_GT(area, disc);
    EXPECT_LT(area, 1.35 * disc) << "declination " << center.dec().degrees();
  }
}

TEST(SkyGrid, runs_are_of_cells_that_exist_and_come_once) {
  const SkyGrid grid{5};
  for (std::uint64_t i = 0; i < 300; ++i) {
    const SkyPosition center = random_position(17, i);
    const Angle radius = Angle::from_degrees(180.0 * random_uniforms({.seed = 18, .id = i})[0]);
    std::set<SkyCell> cells;
    for (const SkyCell& cell : grid.cells_touching(center, radius)) {
      EXPECT_TRUE(cells.insert(cell).second);
      EXPECT_EQ(grid.cell(grid.center(cell)), cell);
    }
  }
}

TEST(SparseCells, remembers_values_and_knows_nothing_else) {
  SparseCells<std::int32_t> cells;
  EXPECT_EQ(cells.get({3, 4}), 0);
  cells.at({3, 4}) = 7;
  cells.at({1000, 70000}) = 9;
  EXPECT_EQ(cells.get({3, 4}), 7);
  EXPECT_EQ(cells.get({3, 5}), 0);
  EXPECT_EQ(cells.get({1000, 70000}), 9);
  EXPECT_EQ(cells.get({5000, 4}), 0);
  int sum = 0;
  cells.for_each([&](const SkyCell& cell, std::int32_t value) {
    EXPECT_EQ(cells.get(cell), value);
    sum += value;
  });
  EXPECT_EQ(sum, 16);
}

TEST(SparseCells, gives_its_pages_away) {
  SparseCells<std::int32_t> cells;
  for (std::uint32_t i = 0; i < 100; ++i)
    cells.at({100 * i, 7 * i}) = static_cast<std::int32_t>(i) + 1;
  const std::size_t n_pages = cells.n_pages();
  const auto pages = cells.take_pages();
  EXPECT_EQ(pages.size(), n_pages);
  std::set<std::int32_t> values;
  for (const auto& [corner, page] : pages) {
    cells.for_each_of(corner, *page, [&](const SkyCell& cell, std::int32_t value) {
      const auto i = static_cast<std::uint32_t>(value - 1);
      EXPECT_EQ(cell, (SkyCell{100 * i, 7 * i}));
      values.insert(value);
    });
  }
  EXPECT_EQ(values.size(), 100U);
  EXPECT_EQ(cells.n_pages(), 0U);
  EXPECT_EQ(cells.get({100, 7}), 0);
  cells.at({100, 7}) = 5;
  EXPECT_EQ(cells.get({100, 7}), 5);
  EXPECT_EQ(cells.n_pages(), 1U);
}

} // namespace
} // namespace counterpoint

#include "counterpoint/core/random.hpp"
#include "counterpoint/sky/cell_set.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace counterpoint {
namespace {

struct Disc {
  SkyPosition center;
  Angle radius;
};

// Discs that touch each other, right ascension 0 and the poles; some ten times as wide as others.
std::vector<Disc> discs(Angle size) {
  std::vector<Disc> all;
  for (std::uint64_t i = 0; i < 300; ++i) {
    const auto [u, v] = random_uniforms({.seed = 21, .id = i});
    const auto [w, x] = random_uniforms({.seed = 22, .id = i});
    const double dec = i % 4 == 0 ? 89.9 : i % 4 == 1 ? -89.9 : 10.0 * (v - 0.5);
    all.push_back(
        {{Angle::from_degrees((i % 3 == 0 ? 360.0 : 2.0) * (u - 0.5)), Angle::from_degrees(dec)},
         (w < 0.1 ? 30.0 : 3.0) * (0.1 + x) * size});
  }
  return all;
}

TEST(CellSet, holds_what_it_was_given_and_numbers_it) {
  for (const int level : {4, 12, 16, SkyGrid::finest_level}) {
    const SkyGrid grid{level};
    CellSet::Builder builder;
    std::set<SkyCell> expected;
    for (const Disc& disc : discs(grid.cell_height())) {
      builder.add(grid.runs_touching(disc.center, disc.radius));
      const auto cells = grid.cells_touching(disc.center, disc.radius);
      expected.insert(cells.begin(), cells.end());
    }
    const CellSet set = std::move(builder).build();
    ASSERT_EQ(set.size(), std::ssize(expected)) << "level " << level;

    std::vector<SkyCell> asked{{0, 0}, {1U << static_cast<unsigned>(level), 5}};
    for (const SkyCell& cell : expected) {
      asked.push_back(cell);
      asked.push_back({cell.strip, cell.column + 1});
      asked.push_back({cell.strip + 512, cell.column});
    }
    std::vector<std::uint8_t> is_in(asked.size(), 2);
    set.contains(asked, is_in);
    for (std::size_t i = 0; i < asked.size(); ++i)
      EXPECT_EQ(is_in[i], expected.contains(asked[i]) ? 1 : 0);

    std::vector<bool> is_taken(expected.size());
    for (const SkyCell& cell : expected) {
      EXPECT_TRUE(set.contains(cell));
      const std::int64_t number = set.number(cell);
      ASSERT_GE(number, 0);
      ASSERT_LT(number, set.size());
      EXPECT_FALSE(is_taken[static_cast<std::size_t>(number)]);
      is_taken[static_cast<std::size_t>(number)] = true;
      for (const SkyCell beside :
           {SkyCell{cell.strip, cell.column + 1}, SkyCell{cell.strip + 1, cell.column},
            SkyCell{cell.strip + 512, cell.column}}) {
        EXPECT_EQ(set.contains(beside), expected.contains(beside));
        EXPECT_EQ(set.number(beside) >= 0, expected.contains(beside));
      }
    }

    std::set<SkyCell> visited;
    set.for_each_part([&](std::span<const SkyCell> cells) {
      ASSERT_FALSE(cells.empty());
      for (const SkyCell& cell : cells)
        EXPECT_TRUE(visited.insert(cell).second);
    });
    EXPECT_EQ(visited, expected) << "level " << level;
  }
}

TEST(CellSet, without_cells_holds_none) {
  for (const CellSet& set : {CellSet{}, CellSet::Builder{}.build()}) {
    EXPECT_EQ(set.size(), 0);
    EXPECT_FALSE(set.contains({0, 0}));
    EXPECT_EQ(set.number({3, 4}), -1);
  }
}

} // namespace
} // namespace counterpoint

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

// Discs that touch each other, right ascension 0 and the poles; some ten times as wide as others.
std::vector<SkyDisc> discs(Angle size) {
  std::vector<SkyDisc> all;
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

void expect_cells(const CellSet& set, const std::set<SkyCell>& expected) {
  ASSERT_EQ(set.size(), std::ssize(expected));
  std::vector<SkyCell> asked{{0, 0}, {1U << 19U, 5}};
  for (const SkyCell& cell : expected) {
    EXPECT_TRUE(set.contains(cell));
    for (const SkyCell beside :
         {SkyCell{cell.strip, cell.column + 1}, SkyCell{cell.strip + 1, cell.column},
          SkyCell{cell.strip + 512, cell.column}}) {
      EXPECT_EQ(set.contains(beside), expected.contains(beside));
      asked.push_back(beside);
    }
    asked.push_back(cell);
  }
  std::vector<std::uint8_t> is_in(asked.size(), 2);
  set.contains(asked, is_in);
  for (std::size_t i = 0; i < asked.size(); ++i)
    EXPECT_EQ(is_in[i], expected.contains(asked[i]) ? 1 : 0);
  std::set<SkyCell> visited;
  set.for_each_part({}, [&](std::span<const SkyCell> cells) {
    ASSERT_FALSE(cells.empty());
    for (const SkyCell& cell : cells)
      EXPECT_TRUE(visited.insert(cell).second);
  });
  EXPECT_EQ(visited, expected);
}

void expect_numbers(const CellSet& set, const std::set<SkyCell>& expected) {
  std::vector<bool> is_taken(expected.size());
  std::vector<SkyCell> asked;
  for (const SkyCell& cell : expected) {
    const std::int64_t number = set.number(cell);
    ASSERT_GE(number, 0);
    ASSERT_LT(number, set.size());
    EXPECT_FALSE(is_taken[static_cast<std::size_t>(number)]);
    is_taken[static_cast<std::size_t>(number)] = true;
    const SkyCell beside{cell.strip, cell.column + 1};
    EXPECT_EQ(set.number(beside) >= 0, expected.contains(beside));
    asked.insert(asked.end(), {cell, beside});
  }
  std::vector<std::int64_t> numbers(asked.size());
  set.find_numbers(asked, numbers);
  for (std::size_t i = 0; i < asked.size(); ++i)
    EXPECT_EQ(numbers[i], set.number(asked[i]));
}

TEST(CellSet, holds_what_it_was_given_and_numbers_it) {
  for (const int level : {4, 12, 16, SkyGrid::finest_level}) {
    SCOPED_TRACE(level);
    const SkyGrid grid{level};
    CellSet::Builder builder{CellSet::Cells::numbered};
    std::set<SkyCell> expected;
    const std::vector<SkyDisc> all = discs(grid.cell_height());
    for (const SkyDisc& disc : all) {
      builder.add(grid.runs_touching(disc.center, disc.radius));
      const auto cells = grid.cells_touching(disc.center, disc.radius);
      expected.insert(cells.begin(), cells.end());
    }
    const CellSet in_any_order = std::move(builder).build();
    expect_cells(in_any_order, expected);
    expect_numbers(in_any_order, expected);
    const CellSet of_discs{grid, all, CellSet::Cells::numbered};
    expect_cells(of_discs, expected);
    expect_numbers(of_discs, expected);
    expect_cells(CellSet{grid, all, CellSet::Cells::not_numbered}, expected);
  }
}

// More cells than are gathered before they are merged.
TEST(CellSet, holds_each_cell_once_however_often_it_is_given) {
  const SkyGrid grid{SkyGrid::finest_level};
  std::vector<SkyDisc> all;
  std::set<SkyCell> expected;
  for (int i = 0; i < 30'000; ++i) {
    const Angle along = (i % 100) * Angle::from_arcsec(40.0);
    all.push_back({{along, along}, Angle::from_arcsec(5.0)});
  }
  for (const SkyDisc& disc : std::span{all}.first(100)) {
    const auto cells = grid.cells_touching(disc.center, disc.radius);
    expected.insert(cells.begin(), cells.end());
  }
  expect_cells(CellSet{grid, all, CellSet::Cells::not_numbered}, expected);
}

TEST(CellSet, without_cells_holds_none) {
  for (const CellSet& set : {CellSet{}, CellSet::Builder{CellSet::Cells::numbered}.build()}) {
    EXPECT_EQ(set.size(), 0);
    EXPECT_FALSE(set.contains({0, 0}));
    EXPECT_EQ(set.number({3, 4}), -1);
  }
}

} // namespace
} // namespace counterpoint

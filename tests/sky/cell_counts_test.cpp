#include "counterpoint/sky/cell_counts.hpp"

#include <gtest/gtest.h>

#include <map>
#include <utility>
#include <vector>

namespace counterpoint {
namespace {

using Expected = std::map<SkyCell, std::int32_t>;

// Some cells, and how often: below, at and beyond what a byte holds, several of one page among
// them.
const Expected few_to_many{{{3, 4}, 1},     {{3, 5}, 255},   {{3, 6}, 256},         {{3, 7}, 257},
                           {{40, 4}, 1023}, {{40, 5}, 1024}, {{1000, 70000}, 70001}};

CellCounts counted(const Expected& expected) {
  std::vector<SkyCell> cells; // in turn, so that one byte is full while others are counted
  for (std::int32_t round = 0; round < 70001; ++round) {
    for (const auto& [cell, n] : expected)
      if (round < n) cells.push_back(cell);
  }
  CellCounts counts;
  counts.count(cells);
  return counts;
}

void expect_counts(const CellCounts& counts, const Expected& expected) {
  Expected found;
  counts.for_each([&](const SkyCell& cell, std::int32_t n) { found[cell] = n; });
  EXPECT_EQ(found, expected);
  for (const auto& [cell, n] : expected)
    EXPECT_EQ(counts.get(cell), n);
}

TEST(CellCounts, a_run_has_the_counts_of_its_cells) {
  const CellCounts counts = counted(few_to_many);
  // Over pages that are there and those that are not, from within one and at its edges.
  for (const CellRun& run : {CellRun{3, 0, 200}, CellRun{3, 5, 6}, CellRun{40, 4, 31},
                             CellRun{40, 32, 40}, CellRun{1000, 69990, 70010}, CellRun{7, 3, 3}}) {
    std::vector<std::int32_t> expected{-1}; // what was there stays
    for (std::uint32_t column = run.first_column; column <= run.last_column; ++column)
      expected.push_back(counts.get({run.strip, column}));
    std::vector<std::int32_t> found{-1};
    counts.append(run, found);
    EXPECT_EQ(found, expected) << run.strip << ' ' << run.first_column;
  }
}

TEST(CellCounts, counts_beyond_what_a_byte_holds) {
  const CellCounts counts = counted(few_to_many);
  expect_counts(counts, few_to_many);
  EXPECT_EQ(counts.get({3, 8}), 0);
  EXPECT_EQ(counts.get({5000, 4}), 0);
  EXPECT_EQ(counts.n_pages(), 3U);
}

TEST(CellCounts, sums_may_be_negative_on_the_way) {
  CellCounts counts;
  counts.add({7, 7}, -1);
  expect_counts(counts, {{{7, 7}, -1}});
  counts.add({7, 7}, -600);
  expect_counts(counts, {{{7, 7}, -601}});
  counts.add({7, 7}, 857);
  expect_counts(counts, {{{7, 7}, 256}});
  counts.add({7, 7}, -1);
  expect_counts(counts, {{{7, 7}, 255}});
  counts.add({7, 7}, -255);
  expect_counts(counts, {});
}

TEST(CellCounts, pages_add_up) {
  CellCounts sum = counted(few_to_many);
  counted(few_to_many).for_each_page([&](const CellCounts::Page& page) { sum.add(page); });
  Expected twice = few_to_many;
  for (auto& [cell, n] : twice)
    n *= 2;
  expect_counts(sum, twice);
}

TEST(CellCounts, gives_its_pages_away) {
  CellCounts counts = counted(few_to_many);
  auto taken = counts.take_pages();
  EXPECT_EQ(counts.n_pages(), 0U);
  expect_counts(counts, {});
  Expected found;
  CellCounts::let_go(std::move(taken),
                     [&](const SkyCell& cell, std::int32_t n) { found[cell] += n; });
  EXPECT_EQ(found, few_to_many);
  counts.add({3, 6}, 300);
  expect_counts(counts, {{{3, 6}, 300}});
}

TEST(CellCounts, parts_of_pages_add_up) {
  CellCounts sum = counted(few_to_many);
  CellCounts counts = counted(few_to_many);
  const auto taken = counts.take_pages();
  for (const auto& [corner, page] : taken.low)
    sum.add(corner, *page);
  for (const auto& [corner, page] : taken.high)
    sum.add(corner, *page);
  Expected twice = few_to_many;
  for (auto& [cell, n] : twice)
    n *= 2;
  expect_counts(sum, twice);
}

} // namespace
} // namespace counterpoint

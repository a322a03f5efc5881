#include "counterpoint/core/random.hpp"
#include "counterpoint/sky/position_mean.hpp"
#include "counterpoint/sources/infrared_tally.hpp"
#include "counterpoint/sources/read_catalogues.hpp"
#include "sources/cell_totals.hpp"
#include "support/adds_up.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <vector>

// What rows give when they are dealt out over ranks is what they give on one.
namespace counterpoint {
namespace {

using namespace test_support;

// Around right ascension 0, with and without magnitudes, each with an error of its own.
std::vector<InfraredSource> some_rows(std::size_t n) {
  const SkyPosition center{Angle::from_degrees(359.9), Angle::from_degrees(-29.0)};
  std::vector<InfraredSource> rows = infrared_field(center, Angle::from_degrees(0.5), n);
  for (InfraredSource& row : rows) {
    const double u = random_uniforms({.seed = 106, .id = static_cast<std::uint64_t>(row.ir_id)})[0];
    row.error = Angle::from_arcsec(0.05 + u);
    row.sigma = row.error / 1.5;
  }
  return rows;
}

TEST(AddsUp, position_mean) {
  const auto mean_of = [](const std::vector<InfraredSource>& rows) {
    PositionMean mean;
    for (const InfraredSource& row : rows)
      mean.add(row.position);
    return mean;
  };
  for (const std::size_t n : {3U, 500U})
    expect_adds_up(Communicator::world(), some_rows(n), mean_of);
}

TEST(AddsUp, infrared_tally) {
  const auto tally_of = [](const std::vector<InfraredSource>& rows) {
    InfraredTally tally{MagnitudeBins{10.0, 17.0, 0.5}};
    for (const InfraredSource& row : rows)
      tally.add(row, row.position.ra().degrees(), row.position.dec().degrees());
    return tally;
  };
  for (const std::size_t n : {3U, 500U})
    expect_adds_up(Communicator::world(), some_rows(n), tally_of);
}

TEST(InfraredTally, a_row_taken_back_was_never_there) {
  const std::vector<InfraredSource> rows = some_rows(100);
  InfraredTally with{MagnitudeBins{10.0, 17.0, 0.5}};
  InfraredTally without{MagnitudeBins{10.0, 17.0, 0.5}};
  for (const InfraredSource& row : rows) {
    with.add(row, 0.0, 0.0);
    if (row.ir_id % 3 != 0) without.add(row, 0.0, 0.0);
  }
  for (const InfraredSource& row : rows) {
    if (row.ir_id % 3 == 0) with.take_back(row);
  }
  EXPECT_EQ(with.point_counts, without.point_counts);
  EXPECT_EQ(with.class_counts, without.class_counts);
  EXPECT_EQ(with.mean_error(), without.mean_error());
  EXPECT_EQ(with.mean_sigma(), without.mean_sigma());
}

TEST(AddsUp, counts_of_the_cleaning) {
  const auto summary_of = [](const std::vector<int>& rows) {
    CleaningSummary summary;
    summary.by_reason.resize(n_infrared_reasons);
    for (const int row : rows) {
      ++summary.n_rows;
      ++summary.by_reason[static_cast<std::size_t>(row) % n_infrared_reasons];
      summary.n_moved += row % 2;
      summary.n_merged += row % 3;
    }
    return summary;
  };
  expect_adds_up(Communicator::world(), std::vector<int>{1, 2, 3, 4, 5, 11, 13, 17}, summary_of);
}

TEST(AddsUp, totals_of_cells) {
  // Rows of one page of cells each, some of them twice in the same cell.
  const auto totals_of = [](const std::vector<std::uint32_t>& rows) {
    constexpr std::uint32_t side = CellCounts::page_side;
    CellCounts counts;
    for (const std::uint32_t row : rows)
      counts.add({row * side, row}, static_cast<std::int32_t>(1 + row % 2));
    return CellTotals{counts, SkyGrid{12}};
  };
  expect_adds_up(Communicator::world(), std::vector<std::uint32_t>{3, 4, 5, 6, 17, 40, 99},
                 totals_of);
}

} // namespace
} // namespace counterpoint

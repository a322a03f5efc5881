#include "search/sky_order.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace counterpoint {
namespace {

using test_support::awkward_places;
using test_support::infrared_field;

double mean_step_arcsec(std::span<const InfraredSource> rows) {
  double sum = 0.0;
  for (std::size_t i = 1; i < rows.size(); ++i)
    sum += separation(rows[i - 1].position, rows[i].position).arcsec();
  return sum / static_cast<double>(rows.size() - 1);
}

TEST(SkyOrder, holds_every_row_once_and_neighbours_close_together) {
  for (const SkyPosition& center : awkward_places()) {
    const auto rows = infrared_field(center, Angle::from_arcsec(300.0), 150000);
    const auto ordered = in_sky_order(InfraredRows{rows});
    ASSERT_EQ(ordered.size(), rows.size());
    std::set<std::int64_t> ids;
    for (const InfraredSource& row : ordered)
      ids.insert(row.ir_id);
    EXPECT_EQ(ids.size(), rows.size());
    EXPECT_LT(mean_step_arcsec(ordered), 0.5 * mean_step_arcsec(rows));
  }
  EXPECT_TRUE(in_sky_order(InfraredRows{}).empty());
}

TEST(InfraredRows, are_taken_out_in_parts) {
  std::vector<InfraredSource> rows(2 * InfraredRows::rows_of_part + 3);
  for (std::size_t i = 0; i < rows.size(); ++i)
    rows[i].ir_id = static_cast<std::int64_t>(i);
  InfraredRows kept{rows};
  EXPECT_EQ(kept.size(), rows.size());
  EXPECT_EQ(kept[InfraredRows::rows_of_part + 1].ir_id, rows[InfraredRows::rows_of_part + 1].ir_id);
  EXPECT_EQ(kept.copied().size(), rows.size());
  kept.truncate(2 * InfraredRows::rows_of_part);
  EXPECT_EQ(kept.size(), 2 * InfraredRows::rows_of_part);
  kept.truncate(InfraredRows::rows_of_part + 9);
  std::set<std::int64_t> ids;
  while (!kept.empty()) {
    for (const InfraredSource& row : kept.take_part())
      ids.insert(row.ir_id);
  }
  EXPECT_EQ(ids.size(), InfraredRows::rows_of_part + 9);
  EXPECT_TRUE(kept.take_part().empty());
}

} // namespace
} // namespace counterpoint

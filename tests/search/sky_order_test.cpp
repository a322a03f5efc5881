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

// Rows of one error, or of errors of their own from some row on, with features: what is given is
// what is there.
TEST(InfraredRows, are_what_was_given) {
  constexpr std::size_t n = InfraredRows::rows_of_part + 5;
  for (const std::size_t first_of_another : {std::size_t{1}, n - 2, n}) {
    std::vector<InfraredSource> given(n);
    for (std::size_t i = 0; i < n; ++i) {
      const double arcsec = i < first_of_another ? 0.1 : 0.1 + static_cast<double>(i);
      given[i] = {static_cast<std::int64_t>(i),     {},   Angle::from_arcsec(arcsec),
                  Angle::from_arcsec(arcsec / 2.0), 12.0, {{static_cast<std::uint16_t>(i % 1000)}}};
    }
    InfraredRows rows;
    rows.keep_features();
    for (const InfraredSource& row : given)
      rows.push_back(row);
    EXPECT_EQ(rows.has_common_errors(), first_of_another == n);
    ASSERT_EQ(rows.size(), n);
    rows.renumber(100);
    const std::vector<std::size_t> places{0, 7, n - 1};
    rows.erase(places);
    ASSERT_EQ(rows.size(), n - places.size());
    EXPECT_EQ(rows[0].ir_id, 101);

    InfraredRows sent = InfraredRows::none_like(rows);
    while (!rows.empty()) {
      const InfraredRows::Part part = rows.take_part();
      sent.append({part.rows, part.errors, part.features});
    }
    EXPECT_TRUE(rows.take_part().rows.empty());
    ASSERT_EQ(sent.size(), n - places.size());
    std::set<std::int64_t> ids;
    for (const InfraredSource& row : sent.each()) {
      EXPECT_EQ(row.error, given[static_cast<std::size_t>(row.ir_id - 100)].error);
      EXPECT_EQ(row.sigma, given[static_cast<std::size_t>(row.ir_id - 100)].sigma);
      EXPECT_EQ(row.features, given[static_cast<std::size_t>(row.ir_id - 100)].features);
      ids.insert(row.ir_id);
    }
    EXPECT_EQ(ids.size(), sent.size());
    EXPECT_EQ(in_sky_order(InfraredRows{sent})[0].features.of[0] % 1000,
              (in_sky_order(InfraredRows{sent})[0].ir_id - 100) % 1000);
    EXPECT_EQ(sent.copied().size(), sent.size());
  }
}

} // namespace
} // namespace counterpoint

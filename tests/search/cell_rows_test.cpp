#include "counterpoint/sky/chord.hpp"
#include "search/cell_rows.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <set>

namespace counterpoint {
namespace {

using test_support::awkward_places;
using test_support::infrared_field;

// Of each cell, all of its rows and no others: none is farther from its centre than is said.
TEST(CellRows, hold_every_row_once_and_near_its_center) {
  const Angle cell_size = Angle::from_arcsec(15.0);
  for (const SkyPosition& center : awkward_places()) {
    const auto rows = infrared_field(center, Angle::from_arcsec(300.0), 20000);
    const CellRows cells = by_cell(InfraredRows{rows}, cell_size);
    EXPECT_LE(cells.cell_radius, 2.0 * cell_size);
    EXPECT_LT(cells.centers.size(), rows.size() / 4);
    ASSERT_EQ(cells.first.size(), cells.centers.size() + 1);
    ASSERT_EQ(cells.first.back(), rows.size());
    std::set<std::int64_t> ids;
    for (std::size_t cell = 0; cell < cells.centers.size(); ++cell) {
      EXPECT_LT(cells.first[cell], cells.first[cell + 1]);
      for (std::size_t i = cells.first[cell]; i < cells.first[cell + 1]; ++i) {
        const UnitVector point{cells.points.x[i], cells.points.y[i], cells.points.z[i]};
        EXPECT_LE(squared_chord(point, cells.centers[cell]), squared_chord(cells.cell_radius));
        EXPECT_EQ(squared_chord(point, unit_vector(cells.rows.rows[i].position)), 0.0);
        ids.insert(cells.rows.rows[i].star.ir_id());
      }
    }
    EXPECT_EQ(ids.size(), rows.size());
  }
  EXPECT_TRUE(by_cell(InfraredRows{}, cell_size).centers.empty());
}

// Rows of one error, or of errors or magnitudes of their own from some row on, with features: what
// is given is what is there.
TEST(InfraredRows, are_what_was_given) {
  constexpr std::size_t n = InfraredRows::rows_of_part + 5;
  for (const auto& [first_of_another, is_of_magnitudes] :
       {std::pair{std::size_t{1}, false}, {n - 2, false}, {n - 2, true}, {n, false}}) {
    std::vector<InfraredSource> given(n);
    for (std::size_t i = 0; i < n; ++i) {
      const bool is_another = i >= first_of_another;
      const double arcsec = 0.1 + (is_another && !is_of_magnitudes ? static_cast<double>(i) : 0.0);
      const double ks = is_another && is_of_magnitudes
                            ? 100.0 / 7.0
                            : (12125000.0 + static_cast<double>(i % 3)) / 1e6;
      given[i] = {static_cast<std::int64_t>(i),     {}, Angle::from_arcsec(arcsec),
                  Angle::from_arcsec(arcsec / 2.0), ks, {{static_cast<std::uint16_t>(i % 1000)}}};
    }
    InfraredRows rows;
    rows.keep_features();
    for (const InfraredSource& row : given)
      rows.push_back(row);
    EXPECT_EQ(rows.has_own_values(), first_of_another < n);
    ASSERT_EQ(rows.size(), n);
    rows.renumber(100);
    const std::vector<std::size_t> places{0, 7, n - 1};
    rows.erase(places);
    ASSERT_EQ(rows.size(), n - places.size());
    EXPECT_EQ(rows[0].ir_id, 101);

    InfraredRows sent = InfraredRows::none_like(rows);
    while (!rows.empty()) {
      const InfraredRows::Part part = rows.take_part();
      sent.append({part.rows, part.own, part.features});
    }
    EXPECT_TRUE(rows.take_part().rows.empty());
    ASSERT_EQ(sent.size(), n - places.size());
    std::set<std::int64_t> ids;
    for (const InfraredSource& row : sent.each()) {
      EXPECT_EQ(row.error, given[static_cast<std::size_t>(row.ir_id - 100)].error);
      EXPECT_EQ(row.sigma, given[static_cast<std::size_t>(row.ir_id - 100)].sigma);
      EXPECT_EQ(row.ks, given[static_cast<std::size_t>(row.ir_id - 100)].ks);
      EXPECT_EQ(row.features, given[static_cast<std::size_t>(row.ir_id - 100)].features);
      ids.insert(row.ir_id);
    }
    EXPECT_EQ(ids.size(), sent.size());
    const CellRows ordered = by_cell(InfraredRows{sent}, Angle::from_arcsec(1.0));
    for (std::size_t i = 0; i < n - places.size(); ++i) {
      const auto given_at = static_cast<std::size_t>(ordered.rows.rows[i].star.ir_id() - 100);
      ASSERT_EQ(ordered.features(i), given[given_at].features);
      ASSERT_EQ(ordered.errors(i).error, given[given_at].error);
      ASSERT_EQ(ordered.ks(i), given[given_at].ks);
    }
    EXPECT_EQ(sent.copied().size(), sent.size());
  }
}

} // namespace
} // namespace counterpoint

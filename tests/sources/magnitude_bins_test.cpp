#include "counterpoint/core/error.hpp"
#include "counterpoint/sources/magnitude_bins.hpp"
#include "support/missing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace counterpoint {
namespace {

using test_support::missing;

TEST(MagnitudeBins, a_step_of_zero_is_named) {
  try {
    static_cast<void>(MagnitudeRange{std::nullopt, std::nullopt, 0.0}.widest());
    FAIL();
  } catch (const InputError& error) {
    EXPECT_EQ(std::string{error.what()}.find("nan"), std::string::npos);
    EXPECT_NE(std::string{error.what()}.find("magnitude.step = 0"), std::string::npos);
  }
}

TEST(MagnitudeBins, of_the_notebook) {
  const MagnitudeBins bins{6.0, 17.5, 0.5};
  EXPECT_EQ(bins.n_bins(), 23);
  EXPECT_EQ(bins.grid().size(), 24U);
  EXPECT_EQ(bins.bin(6.0), 0);
  EXPECT_EQ(bins.bin(6.4999), 0);
  EXPECT_EQ(bins.bin(6.5), 1);
  EXPECT_EQ(bins.bin(17.4999), 22);
  EXPECT_EQ(bins.bin(17.5), -1);
  EXPECT_EQ(bins.bin(5.9), -1);
  EXPECT_EQ(bins.bin(missing), -1);
  EXPECT_EQ(bins.nearest_point(0.0), 0U);
  EXPECT_EQ(bins.nearest_point(99.0), 23U);
  EXPECT_EQ(bins.nearest_point(6.25), 0U); // argmin takes the first of equals
  EXPECT_EQ(bins.nearest_point(6.26), 1U);
  EXPECT_EQ(bins.first_point_not_brighter(6.5), 1U);
  EXPECT_EQ(bins.first_point_not_brighter(6.51), 2U);
  EXPECT_EQ(bins.first_point_not_brighter(18.0), 24U);
  EXPECT_THROW(MagnitudeBins(6.0, 5.0, 0.5), InputError);
  EXPECT_THROW(MagnitudeBins(6.0, 17.0, 0.0), InputError);
}

// Steps that no double has: the bin is still the one whose edges hold the magnitude.
TEST(MagnitudeBins, hold_their_edges) {
  for (const double step : {0.1, 0.3, 0.7}) {
    const MagnitudeBins bins{-3.0, -3.0 + 40 * step, step};
    for (int i = 0; i <= bins.n_bins(); ++i) {
      const double edge = bins.grid()[static_cast<std::size_t>(i)];
      EXPECT_EQ(bins.bin(edge), i < bins.n_bins() ? i : -1);
      EXPECT_EQ(bins.bin(std::nextafter(edge, -99.0)), i - 1);
      EXPECT_EQ(bins.first_point_not_brighter(edge), static_cast<std::size_t>(i));
    }
  }
}

// Against the search of the grid for each, also beside its points, where rounding shows.
TEST(MagnitudeBins, first_points_of_a_column) {
  for (const MagnitudeBins& bins :
       {MagnitudeRange{std::nullopt, std::nullopt, 0.3}.widest(), MagnitudeBins{6.0, 17.5, 0.5},
        MagnitudeRange{std::nullopt, std::nullopt, 0.1}.narrowed(3.3, 21.7)}) {
    std::vector<double> ks{missing, -200.0, 200.0, 0.0};
    for (const double point : bins.grid()) {
      ks.insert(ks.end(),
                {point, std::nextafter(point, -100.0), std::nextafter(point, 100.0), point + 0.04});
    }
    std::vector<std::int32_t> points(ks.size());
    bins.find_first_points_not_brighter(ks, points);
    for (std::size_t i = 0; i < ks.size(); ++i) {
      const auto& grid = bins.grid();
      const auto expected = std::isnan(ks[i])
                                ? std::ssize(grid)
                                : std::lower_bound(grid.begin(), grid.end(), ks[i]) - grid.begin();
      EXPECT_EQ(points[i], expected) << ks[i];
    }
  }
}

TEST(MagnitudeRange, open_ends_are_those_of_the_data) {
  const MagnitudeRange open;
  const MagnitudeBins bins = open.narrowed(11.2, 18.0);
  EXPECT_DOUBLE_EQ(bins.grid().front(), 11.0);
  EXPECT_DOUBLE_EQ(bins.grid().back(), 18.5); // the upper edge of a bin is not in it
  const MagnitudeBins from = MagnitudeRange{6.0, std::nullopt, 0.5}.narrowed(11.2, 17.9);
  EXPECT_DOUBLE_EQ(from.grid().front(), 6.0);
  EXPECT_DOUBLE_EQ(from.grid().back(), 18.0);
  const MagnitudeBins to = MagnitudeRange{std::nullopt, 17.5, 0.5}.narrowed(11.2, 19.0);
  EXPECT_DOUBLE_EQ(to.grid().front(), 11.0);
  EXPECT_DOUBLE_EQ(to.grid().back(), 17.5);
  EXPECT_EQ((MagnitudeRange{6.0, 17.5, 0.5}.narrowed(11.0, 12.0)), (MagnitudeBins{6.0, 17.5, 0.5}));
}

TEST(MagnitudeRange, holds_all_there_can_be) {
  for (const double step : {0.5, 0.3, 7.0}) {
    const MagnitudeBins all = MagnitudeRange{std::nullopt, std::nullopt, step}.widest();
    EXPECT_LE(all.grid().front(), -90.0);
    EXPECT_GE(all.grid().back(), 90.0);
  }
}

TEST(MagnitudeRange, without_magnitudes_there_is_one_bin) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(MagnitudeRange{}.narrowed(none, none).n_bins(), 1);
}

} // namespace
} // namespace counterpoint

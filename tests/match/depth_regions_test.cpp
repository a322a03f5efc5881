#include "counterpoint/core/random.hpp"
#include "counterpoint/sources/magnitude_classes.hpp"
#include "match/depth_regions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

namespace counterpoint {
namespace {

constexpr int side = 24;                                          // cells of an arcmin
using LimitAt = std::function<double(double east, double north)>; // both 0 to 1

SkyPosition position_of(int east, int north, double first_ra_deg = 266.0) {
  const double dec = -29.0 + north / 60.0;
  return {Angle::from_degrees(first_ra_deg + east / 60.0 / std::cos(0.50615)),
          Angle::from_degrees(dec)};
}

// Eighty stars a cell that would be listed at Ks 17.5, 0.3 dex more of them per mag.
StarsOfCells make_cells(const LimitAt& limit, double first_ra_deg = 266.0) {
  StarsOfCells cells;
  for (int i = 0; i < side * side; ++i) {
    const int east = i % side;
    const int north = i / side;
    cells.centers.push_back(position_of(east, north, first_ra_deg));
    std::vector<std::int64_t> by_class(MagnitudeClasses::n_classes);
    for (std::uint32_t star = 0; star < 80; ++star) {
      const double u =
          random_uniforms({.seed = 3, .id = static_cast<std::uint64_t>(i), .step = star})[0];
      const double ks = std::max(10.0, 17.5 + std::log10(u) / 0.3);
      if (ks < limit((east + 0.5) / side, (north + 0.5) / side))
        ++by_class[MagnitudeClasses::of(ks)];
    }
    cells.by_class.insert(cells.by_class.end(), by_class.begin(), by_class.end());
  }
  return cells;
}

TEST(DepthRegions, one_where_all_cells_are_equally_deep) {
  EXPECT_EQ(DepthRegions{make_cells([](double, double) { return 17.5; })}.size(), 1U);
  EXPECT_EQ(DepthRegions{StarsOfCells{}}.size(), 1U);
}

// Of stars few enough that no cell tells its limit; the edge runs at 30 degrees.
TEST(DepthRegions, are_those_of_the_survey) {
  const auto is_shallow = [](double east, double north) {
    return 0.5 * (east - 0.5) + 0.866 * (north - 0.4) > 0.0;
  };
  const DepthRegions regions{
      make_cells([&](double east, double north) { return is_shallow(east, north) ? 15.5 : 17.5; })};
  EXPECT_EQ(regions.size(), 2U);
  int n_wrong = 0;
  const std::size_t deep = regions.of(position_of(0, 0));
  for (int east = 0; east < side; ++east) {
    for (int north = 0; north < side; ++north) {
      const bool here = is_shallow((east + 0.5) / side, (north + 0.5) / side);
      n_wrong += here == (regions.of(position_of(east, north)) != deep) ? 0 : 1;
    }
  }
  EXPECT_LE(n_wrong, side * side / 100);
}

// The same regions where right ascension begins anew within the field.
// Both sides of most cuts reach into deep strips, and end at the same Ks.
TEST(DepthRegions, are_strips_that_alternate) {
  const auto is_shallow = [](double east) { return static_cast<int>(8.0 * east) % 2 == 0; };
  const DepthRegions regions{
      make_cells([&](double east, double) { return is_shallow(east) ? 15.5 : 17.5; })};
  EXPECT_EQ(regions.size(), 8U);
}

TEST(DepthRegions, lie_across_right_ascension_zero) {
  const LimitAt limit = [](double east, double north) {
    return east + 0.3 * north < 0.5 ? 17.5 : east > 0.8 ? 14.5 : 15.5;
  };
  constexpr double across_deg = -0.25; // zero is 13 cells into the field
  const DepthRegions regions{make_cells(limit)};
  const DepthRegions across{make_cells(limit, across_deg)};
  EXPECT_EQ(across.size(), regions.size());
  for (int east = 0; east < side; ++east) {
    for (int north = 0; north < side; ++north)
      EXPECT_EQ(across.of(position_of(east, north, across_deg)),
                regions.of(position_of(east, north)));
  }
}

TEST(DepthRegions, follow_a_slope_in_steps) {
  const DepthRegions regions{make_cells([](double east, double) { return 17.5 - 2.0 * east; })};
  std::set<std::size_t> along;
  for (int east = 0; east < side; ++east)
    along.insert(regions.of(position_of(east, side / 2)));
  EXPECT_GE(along.size(), 4U);
  EXPECT_LE(regions.size(), 24U);
}

TEST(DepthRegions, do_not_depend_on_the_order_of_the_cells) {
  const StarsOfCells cells =
      make_cells([](double east, double) { return east < 0.3 ? 16.0 : 17.5; });
  StarsOfCells reversed;
  for (std::size_t i = cells.centers.size(); i-- > 0;) {
    reversed.centers.push_back(cells.centers[i]);
    const auto first =
        cells.by_class.begin() + static_cast<std::ptrdiff_t>(i * MagnitudeClasses::n_classes);
    reversed.by_class.insert(reversed.by_class.end(), first, first + MagnitudeClasses::n_classes);
  }
  const DepthRegions one{cells};
  const DepthRegions other{reversed};
  ASSERT_EQ(one.size(), other.size());
  EXPECT_GT(one.size(), 1U);
  for (const SkyPosition& center : cells.centers)
    EXPECT_EQ(one.of(center), other.of(center));
}

} // namespace
} // namespace counterpoint

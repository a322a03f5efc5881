#include "counterpoint/core/error.hpp"
#include "counterpoint/sources/magnitude_bins.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace counterpoint {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

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

} // namespace
} // namespace counterpoint

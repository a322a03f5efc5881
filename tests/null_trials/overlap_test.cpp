#include "counterpoint/core/random.hpp"
#include "counterpoint/null_trials/overlap.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

namespace counterpoint {
namespace {

TEST(Overlap, of_two_discs) {
  const double pi = std::numbers::pi;
  EXPECT_EQ(overlap_area_arcsec2(5.0, 2.0, 3.0), 0.0);
  EXPECT_DOUBLE_EQ(overlap_area_arcsec2(0.5, 1.0, 3.0), pi);
  // Two unit discs a radius apart: 2 pi / 3 - sqrt(3) / 2.
  EXPECT_NEAR(overlap_area_arcsec2(1.0, 1.0, 1.0), 2.0 * pi / 3.0 - std::sqrt(3.0) / 2.0, 1e-14);
}

// Area by counting points of a fine grid.
double counted_area(std::span<const Disc> discs) {
  constexpr double step = 0.004;
  int n = 0;
  for (double x = -4.0; x < 4.0; x += step) {
    for (double y = -4.0; y < 4.0; y += step) {
      bool inside = true;
      for (const Disc& disc : discs)
        inside = inside && std::hypot(x - disc.x_arcsec, y - disc.y_arcsec) <= disc.radius_arcsec;
      n += inside ? 1 : 0;
    }
  }
  return n * step * step;
}

TEST(CommonArea, of_three_discs_equals_counting) {
  for (std::uint64_t i = 0; i < 12; ++i) {
    std::vector<Disc> discs;
    for (std::uint32_t k = 0; k < 3; ++k) {
      const auto [u, v] = random_uniforms({.seed = 51, .id = i, .step = k});
      discs.push_back({2.0 * u - 1.0, 2.0 * v - 1.0, 0.6 + u * v + 0.5 * k});
    }
    EXPECT_NEAR(common_area_arcsec2(discs), counted_area(discs), 0.01);
  }
  const std::vector<Disc> twins{{0.3, 0.4, 1.0}, {0.3, 0.4, 1.0}, {0.0, 0.0, 5.0}};
  EXPECT_NEAR(common_area_arcsec2(twins), std::numbers::pi, 1e-12);
  const std::vector<Disc> apart{{-2.0, 0.0, 1.0}, {2.0, 0.0, 1.0}, {0.0, 0.0, 5.0}};
  EXPECT_EQ(common_area_arcsec2(apart), 0.0);
  const std::vector<Disc> two{{0.0, 0.0, 1.0}, {1.0, 0.0, 1.0}};
  EXPECT_NEAR(common_area_arcsec2(two), overlap_area_arcsec2(1.0, 1.0, 1.0), 1e-12);
}

} // namespace
} // namespace counterpoint

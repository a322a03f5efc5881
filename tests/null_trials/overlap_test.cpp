#include "counterpoint/core/random.hpp"
#include "counterpoint/null_trials/overlap.hpp"
#include "null_trials/zone_chances.hpp"

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

// In many zones at once, and by the square of the distance: to the last digit the same chance.
TEST(MatchChance, is_the_same_by_every_way) {
  const auto zone = [](double inner, double outer) {
    return ShiftZone{Angle::from_arcsec(inner), Angle::from_arcsec(outer)};
  };
  const std::vector<ShiftZone> zones{zone(4.0, 9.0), zone(0.0, 0.0), zone(2.0, 2.0),
                                     zone(4.0, 4.0), zone(4.0, 6.5), zone(0.0, 9.0)};
  ZoneChances in_zones{zones};
  int n_partial = 0;
  for (double distance = 0.0; distance < 14.0; distance += 0.37) {
    for (const double radius : {0.3, 2.0, 4.5}) {
      const OffsetEllipse ellipse{0.6 * distance, 0.8 * distance, radius, 0.7 * radius};
      const auto of_disc = in_zones.of(distance, radius);
      const std::vector<double> chances{of_disc.begin(), of_disc.end()};
      const auto of_ellipse = in_zones.of(ellipse);
      for (std::size_t i = 0; i < zones.size(); ++i) {
        EXPECT_EQ(chances[i], match_chance(distance, radius, zones[i])) << distance;
        EXPECT_EQ(of_ellipse[i], match_chance(ellipse, zones[i])) << distance;
        const Disc disc{distance, 0.0, radius};
        EXPECT_EQ(match_chance(disc, zones[i]), chances[i]) << distance;
        n_partial += chances[i] > 0.0 && chances[i] < 1.0 ? 1 : 0;
      }
    }
  }
  EXPECT_GT(n_partial, 100);
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

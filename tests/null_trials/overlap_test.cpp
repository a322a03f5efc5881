#include "counterpoint/core/random.hpp"
#include "counterpoint/null_trials/overlap.hpp"
#include "null_trials/zone_chances.hpp"
#include "small_trials.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <span>
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

// The lens of two circular segments, by their half-angles in extended precision.
long double area_of_lens(long double distance, long double a, long double b) {
  const auto segment = [distance](long double radius, long double other) {
    const long double cosine =
        (distance * distance + radius * radius - other * other) / (2.0L * distance * radius);
    return radius * radius * (std::acos(cosine) - cosine * std::sqrt(1.0L - cosine * cosine));
  };
  return segment(a, b) + segment(b, a);
}

TEST(Overlap, equals_the_textbook_formula) {
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const auto [u, v] = random_uniforms({.seed = 52, .id = i});
    const double a = 0.1 + 5.0 * u;
    const double b = i % 3 == 0 ? a : 0.1 + 30.0 * v;
    // From touching inside to touching outside.
    const double part = random_uniforms({.seed = 53, .id = i})[0];
    const double distance = std::abs(a - b) + 2.0 * std::min(a, b) * part;
    const double scale = std::max(a, b) * std::min(a, b);
    EXPECT_NEAR(overlap_area_arcsec2(distance, a, b),
                static_cast<double>(area_of_lens(distance, a, b)), 1e-14 * scale)
        << distance << ' ' << a << ' ' << b;
    const long double cosine = (static_cast<long double>(distance) * distance +
                                static_cast<long double>(b) * b - static_cast<long double>(a) * a) /
                               (2.0L * distance * b);
    EXPECT_NEAR(fraction_of_circle(distance, a, b),
                static_cast<double>(std::acos(cosine) / std::numbers::pi_v<long double>), 1e-9)
        << distance << ' ' << a << ' ' << b;
  }
}

// A neighbour to the north; its acceptance region is turned by 0.7.
Neighbour neighbour_at(double distance_arcsec, double radius_arcsec) {
  Neighbour neighbour;
  neighbour.to_xray = {Angle{}, Angle::from_arcsec(distance_arcsec)};
  neighbour.separation_arcsec = distance_arcsec;
  neighbour.radius_arcsec = radius_arcsec;
  return neighbour;
}

// Of many neighbours in many zones at once: of discs, to the last digit the same chance.
void expect_chances_by_one_formula(const AcceptanceShape& shape) {
  const auto zone = [](double inner, double outer) {
    return ShiftZone{Angle::from_arcsec(inner), Angle::from_arcsec(outer)};
  };
  const std::vector<ShiftZone> zones{zone(4.0, 9.0), zone(0.0, 0.0), zone(2.0, 2.0),
                                     zone(4.0, 4.0), zone(4.0, 6.5), zone(0.0, 9.0)};
  std::vector<Neighbour> neighbours;
  for (double distance = 0.0; distance < 14.0; distance += 0.12) {
    for (const double radius : {0.3, 2.0, 4.5})
      neighbours.push_back(neighbour_at(distance, radius));
  }
  const NeighbourColumns columns = test_support::columns_of(neighbours);
  ZoneChances in_zones{zones};
  in_zones.assign(columns, shape);
  int n_partial = 0;
  for (std::size_t i = 0; i < zones.size(); ++i) {
    const std::span<const double> chances = in_zones.chances(i);
    double none = 1.0;
    for (std::size_t k = 0; k < neighbours.size(); ++k) {
      const double distance = neighbours[k].separation_arcsec;
      const double radius = neighbours[k].radius_arcsec;
      double expected = match_chance(distance, radius, zones[i]);
      if (!shape.is_circle()) {
        const SkyOffset seen = neighbours[k].to_xray.in_axes_turned_by(shape.position_angle);
        expected = match_chance(OffsetEllipse{seen.north.arcsec(), seen.east.arcsec(), radius,
                                              std::sqrt(shape.squared_minor_arcsec2(radius))},
                                zones[i]);
      }
      EXPECT_NEAR(chances[k], expected, shape.is_circle() ? 0.0 : 1e-13)
          << distance << ' ' << radius << ' ' << i;
      none *= 1.0 - expected;
      n_partial += expected > 0.0 && expected < 1.0 ? 1 : 0;
    }
    EXPECT_NEAR(in_zones.chance_of_none(i), none, 1e-14);
  }
  EXPECT_GT(n_partial, 100);
}

TEST(ZoneChances, are_match_chances) {
  expect_chances_by_one_formula({});
}

TEST(ZoneChances, of_ellipses_are_match_chances) {
  expect_chances_by_one_formula({0.05, Angle::from_radians(0.7)});
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
  const double pi = std::numbers::pi;
  for (std::uint64_t i = 0; i < 12; ++i) {
    std::array<Disc, 3> discs;
    for (std::uint32_t k = 0; k < 3; ++k) {
      const auto [u, v] = random_uniforms({.seed = 51, .id = i, .step = k});
      discs[k] = {2.0 * u - 1.0, 2.0 * v - 1.0, 0.6 + u * v + 0.5 * k};
    }
    EXPECT_NEAR(common_area_arcsec2(discs), counted_area(discs), 0.01);
  }
  // A lens whose tips a third disc cuts off: four arcs bound what is left.
  const std::array<Disc, 3> barrel{{{-2.0, 0.0, 2.5}, {2.0, 0.0, 2.5}, {0.0, 0.0, 1.0}}};
  EXPECT_NEAR(common_area_arcsec2(barrel), counted_area(barrel), 0.01);
  // Each two have something in common, all three have not.
  EXPECT_EQ(common_area_arcsec2({{{0.0, 1.0, 0.9}, {-0.866, -0.5, 0.9}, {0.866, -0.5, 0.9}}}), 0.0);
  const Disc large{0.0, 0.0, 5.0};
  EXPECT_NEAR(common_area_arcsec2({{{0.3, 0.4, 1.0}, {0.3, 0.4, 1.0}, large}}), pi, 1e-12);
  EXPECT_EQ(common_area_arcsec2({{{-2.0, 0.0, 1.0}, {2.0, 0.0, 1.0}, large}}), 0.0);
  EXPECT_NEAR(common_area_arcsec2({{{0.0, 0.0, 1.0}, {1.0, 0.0, 1.0}, large}}),
              overlap_area_arcsec2(1.0, 1.0, 1.0), 1e-12);
  // Two circles that touch, inside and outside.
  EXPECT_NEAR(common_area_arcsec2({{{0.3, 0.0, 0.7}, {0.0, 0.0, 1.0}, large}}), 0.49 * pi, 1e-12);
  EXPECT_NEAR(common_area_arcsec2({{{-1.1, 0.0, 0.4}, {0.0, 0.0, 0.7}, {-0.7, 0.0, 2.0}}}), 0.0,
              1e-12);
}

} // namespace
} // namespace counterpoint

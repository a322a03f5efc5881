#include "mock/sky_model.hpp"

#include "counterpoint/core/random.hpp"
#include "mock/smooth_noise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <vector>

namespace counterpoint::mock {
namespace {

SkyPosition position(double ra_deg, double dec_deg) {
  return {Angle::from_degrees(ra_deg), Angle::from_degrees(dec_deg)};
}

SkyModel galactic_center(int n_files = 7, const SkyPosition& center = position(266.4, -29.0)) {
  return {galactic_center_layout(), center, n_files, 1};
}

TEST(SmoothNoise, is_bounded_smooth_and_seeded) {
  double largest_step = 0.0;
  double difference = 0.0;
  for (int i = 0; i < 2000; ++i) {
    const double x = -3.0 + 0.003 * i;
    const double value = smooth_noise(1, 2, x, 0.3, 4);
    EXPECT_LE(std::abs(value), 2.0);
    largest_step = std::max(largest_step, std::abs(value - smooth_noise(1, 2, x + 1e-4, 0.3, 4)));
    difference += std::abs(value - smooth_noise(2, 2, x, 0.3, 4));
  }
  EXPECT_LT(largest_step, 0.01);
  EXPECT_GT(difference / 2000, 0.1);
}

TEST(SkyModel, fields_fill_a_quarter_of_their_box) {
  const SkyModel sky = galactic_center();
  EXPECT_NEAR(sky.footprint_area_deg2(), 0.3125, 1e-4);
  double ra_low = 360, ra_high = 0, dec_low = 90, dec_high = -90;
  for (const auto& field : sky.field_corners()) {
    EXPECT_NEAR(separation(field[0], field[1]).arcmin(), 7.5, 0.01);
    EXPECT_NEAR(separation(field[1], field[2]).arcmin(), 7.5, 0.01);
    for (const SkyPosition& corner : field) {
      ra_low = std::min(ra_low, corner.ra().degrees());
      ra_high = std::max(ra_high, corner.ra().degrees());
      dec_low = std::min(dec_low, corner.dec().degrees());
      dec_high = std::max(dec_high, corner.dec().degrees());
    }
  }
  const double box = (ra_high - ra_low) * std::cos(29.0 / 57.29578) * (dec_high - dec_low);
  EXPECT_NEAR(sky.footprint_area_deg2() / box, 0.3 / 1.15, 0.02);
}

TEST(SkyModel, plane_lies_at_the_galactic_position_angle) {
  const SkyModel sky = galactic_center();
  const double pa =
      position_angle(sky.sky_position(0.0, 0.0), sky.sky_position(0.01, 0.0)).degrees();
  EXPECT_NEAR(pa, 31.4, 1e-6);
  const double b =
      position_angle(sky.sky_position(0.0, 0.0), sky.sky_position(0.0, 0.01)).degrees();
  EXPECT_NEAR(b, 360.0 + 31.4 - 90.0, 1e-6);
}

TEST(SkyModel, moves_rigidly) {
  const SkyModel here = galactic_center();
  for (const SkyPosition& center :
       {position(0, 0), position(359.99, 60), position(120, 90), position(5, -90)}) {
    const SkyModel there = galactic_center(7, center);
    for (const double l : {-0.015, 0.0, 0.017}) {
      for (const double sin_b : {-0.007, 0.006}) {
        const Angle a = separation(here.sky_position(0.002, 0.001), here.sky_position(l, sin_b));
        const Angle b = separation(there.sky_position(0.002, 0.001), there.sky_position(l, sin_b));
        EXPECT_NEAR(a.arcsec(), b.arcsec(), 1e-6);
      }
    }
  }
}

TEST(SkyModel, densities_integrate_to_one) {
  const std::size_t n_outside = galactic_center_layout().outside.size();
  for (const int n_files : {1, 3, 7, 20}) {
    const SkyModel sky = galactic_center(n_files);
    std::vector<double> sums(static_cast<std::size_t>(n_files), 0.0);
    double xray = 0.0;
    double xray_inside = 0.0;
    double shares = 0.0;
    std::size_t cell = 0;
    for (; sky.file_of(cell) >= 0; ++cell) {
      const double area = sky.cell(cell).area_arcsec2();
      sums[static_cast<std::size_t>(sky.file_of(cell))] += sky.infrared_density(cell) * area;
      xray_inside += sky.xray_density(cell) * area;
    }
    for (; cell < 18'000 + n_outside; ++cell) {
      EXPECT_EQ(sky.infrared_density(cell), 0.0);
      xray += sky.xray_density(cell) * sky.cell(cell).area_arcsec2();
    }
    for (int file = 0; file < n_files; ++file)
      shares += sky.share_of(file);
    for (const double sum : sums)
      EXPECT_NEAR(sum, 1.0, 1e-9);
    EXPECT_NEAR(shares, 1.0, 1e-12);
    EXPECT_NEAR(xray_inside, 0.4, 1e-9);
    EXPECT_NEAR(xray, 0.6, 1e-9);
  }
}

TEST(SkyModel, places_follow_the_density) {
  const SkyModel sky = galactic_center();
  constexpr std::uint64_t n = 400'000;
  std::map<std::size_t, double> counts;
  for (std::uint64_t i = 0; i < n; ++i) {
    const auto [u, v] = random_uniforms({11, i, 0, 0});
    const Place place = sky.infrared_place(2, u, v);
    ASSERT_EQ(sky.file_of(place.cell), 2);
    ++counts[place.cell];
  }
  double chi2 = 0.0;
  for (const auto& [cell, count] : counts) {
    const double expected =
        static_cast<double>(n) * sky.infrared_density(cell) * sky.cell(cell).area_arcsec2();
    chi2 += (count - expected) * (count - expected) / expected;
  }
  EXPECT_EQ(counts.size(), 1800U); // two fields of 900 cells
  EXPECT_NEAR(chi2, 1799.0, 5.0 * std::sqrt(2.0 * 1799.0));
}

TEST(SkyModel, cells_are_filled_evenly) {
  const SkyModel sky = galactic_center();
  // A cell spans its place from corner to corner: u and v reach both ends.
  const Place low = sky.infrared_place(0, 1e-12, 1e-12);
  const Place high = sky.infrared_place(0, 1e-12, 1.0 - 1e-12);
  EXPECT_EQ(low.cell, high.cell);
  EXPECT_NEAR(separation(low.position, high.position).arcsec(), 15.0, 0.01);
}

TEST(SkyModel, extinction_is_patchy_and_beyond_the_colour_limits) {
  const SkyModel sky = galactic_center();
  double low = 9.0, high = 0.0;
  for (std::size_t cell = 0; sky.file_of(cell) >= 0; ++cell) {
    low = std::min(low, sky.cell(cell).extinction);
    high = std::max(high, sky.cell(cell).extinction);
  }
  EXPECT_GE(low, 1.4);
  EXPECT_LE(high, 3.0);
  EXPECT_GT(high - low, 0.6);
}

TEST(Layout, bulge_keeps_a_realistic_density) {
  for (const std::int64_t n : {std::int64_t{20'000}, std::int64_t{4'000'000}}) {
    const SkyModel sky{bulge_layout(n), position(266.4, -29.0), 1, 1};
    EXPECT_NEAR(static_cast<double>(n) / sky.footprint_area_deg2(), 2.0e6, 1e4);
  }
  const SkyModel whole{bulge_layout(2'000'000'000), position(266.4, -29.0), 196, 1};
  EXPECT_NEAR(whole.footprint_area_deg2(), 300.0, 3.0);
}

} // namespace
} // namespace counterpoint::mock

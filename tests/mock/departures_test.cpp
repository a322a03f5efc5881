// Skies that depart from their preset: clumps, gradients, gaps, lost magnitudes, other areas.

#include "counterpoint/core/error.hpp"
#include "counterpoint/sources/cleaning.hpp"
#include "mock/population.hpp"
#include "mock/star.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <utility>
#include <vector>

namespace counterpoint::mock {
namespace {

constexpr std::int64_t n_rows = 60'000;

MockOptions small_sky() {
  MockOptions options;
  options.n_xray = 2'000;
  options.n_infrared = n_rows;
  options.n_infrared_files = 1;
  return options;
}

// Longitude and latitude in the field's tangent plane, arcsec: flat enough for neighbours.
std::pair<double, double> plane_arcsec(const SkyPosition& p) {
  return {(p.ra().arcsec() - 266.4 * 3600.0) * std::cos(29.0 / 57.29578), p.dec().arcsec()};
}

// Pairs of infrared rows closer than `reach`, by brute force over cells of that size.
std::int64_t close_pairs(const MockPopulation& sky, double reach_arcsec) {
  std::map<std::pair<long, long>, std::vector<SkyPosition>> cells;
  std::int64_t n_pairs = 0;
  for (std::int64_t row = 0; row < n_rows; ++row) {
    const SkyPosition here = sky.infrared_row(row).position;
    const auto [x, y] = plane_arcsec(here);
    const long column = std::lround(x / reach_arcsec);
    const long line = std::lround(y / reach_arcsec);
    for (long i = column - 2; i <= column + 2; ++i) {
      for (long j = line - 2; j <= line + 2; ++j) {
        const auto cell = cells.find({i, j});
        if (cell == cells.end()) continue;
        for (const SkyPosition& other : cell->second)
          n_pairs += separation(here, other).arcsec() < reach_arcsec ? 1 : 0;
      }
    }
    cells[{column, line}].push_back(here);
  }
  return n_pairs;
}

// Members m of a clump are Poisson with mean 5: c N / 5 clumps of 5^2 / 2 pairs each. Offsets
// between members have a variance of 2 * 2" ^ 2 per axis.
TEST(MockDepartures, clumps_have_five_members_of_two_arcsec) {
  MockOptions options = small_sky();
  const auto smooth = static_cast<double>(close_pairs(MockPopulation{options}, 4.0));
  options.clustering = 0.4;
  const auto clumped = static_cast<double>(close_pairs(MockPopulation{options}, 4.0));
  const double in_clumps = 0.4 * n_rows / 5.0 * 12.5 * (1.0 - std::exp(-16.0 / (4.0 * 4.0)));
  // Pairs within a clump vary more than Poisson.
  EXPECT_NEAR(clumped - smooth, in_clumps, 5.0 * std::sqrt(7.0 * in_clumps + smooth));
}

TEST(MockDepartures, gradient_thins_out_along_the_plane) {
  MockOptions options = small_sky();
  const auto ratio = [&] {
    const MockPopulation sky{options};
    const Angle away = Angle::from_degrees(0.3);
    double toward = 0;
    double back = 0;
    for (std::int64_t row = 0; row < n_rows; ++row) {
      const SkyPosition p = sky.infrared_row(row).position;
      if (separation(p, sky.sky().sky_position(0.4 / 57.29578, 0.0)) < away) ++toward;
      if (separation(p, sky.sky().sky_position(-0.4 / 57.29578, 0.0)) < away) ++back;
    }
    return toward / back;
  };
  const double flat = ratio();
  options.gradient = -1.0;
  // From +0.4 to -0.4 deg, where most stars lie nearer to the centre: 0.4 to 0.8 dex.
  const double fall = std::log10(flat / ratio());
  EXPECT_GT(fall, 0.4);
  EXPECT_LT(fall, 0.8);
}

TEST(MockDepartures, gaps_hold_no_star_and_no_counterpart) {
  MockOptions options = small_sky();
  const double whole = MockPopulation{options}.sky().footprint_area_deg2();
  options.gaps = 0.2;
  const MockPopulation sky{options};
  EXPECT_NEAR(sky.sky().footprint_area_deg2() / whole, 0.8, 1e-3);
  std::vector<SkyPosition> in_gap;
  for (std::int64_t x = 0; x < options.n_xray; ++x) {
    const XrayRow source = sky.xray_row(x);
    if (source.in_footprint) continue;
    EXPECT_FALSE(sky.counterpart_of(x).has_value());
    EXPECT_EQ(sky.cleaned_density(source.cell).total(), 0.0);
    if (source.cell < 20 * 30 * 30) in_gap.push_back(source.true_position); // in a field
  }
  EXPECT_GT(in_gap.size(), 80U);
  // Sources lie anywhere in the gap, stars beyond its edge.
  std::size_t n_alone = 0;
  std::vector<double> nearest(in_gap.size(), std::numeric_limits<double>::infinity());
  for (std::int64_t row = 0; row < n_rows; ++row) {
    const SkyPosition star = sky.infrared_row(row).position;
    for (std::size_t k = 0; k < in_gap.size(); ++k)
      nearest[k] = std::min(nearest[k], separation(star, in_gap[k]).arcsec());
  }
  for (const double r : nearest)
    n_alone += r > 8.0 ? 1 : 0;
  EXPECT_GT(n_alone, in_gap.size() / 2); // with stars about, 5 % would be as lonely
}

// Gaps as wide as the whole survey take half of its twenty fields.
TEST(MockDepartures, gaps_that_swallow_a_file) {
  Layout layout = galactic_center_layout();
  layout.gaps = 0.5;
  layout.noise_wavelength_deg = 8.0;
  const SkyPosition center{Angle::from_degrees(266.4), Angle::from_degrees(-29.0)};
  EXPECT_NO_THROW(SkyModel(layout, center, 1, 1));
  try {
    const SkyModel sky{layout, center, 20, 1};
    FAIL() << "accepted";
  } catch (const InputError& error) {
    EXPECT_NE(std::string{error.what()}.find("lower gaps"), std::string::npos) << error.what();
  }
}

TEST(MockDepartures, density_is_that_of_the_rows) {
  MockOptions options = small_sky();
  options.clustering = 0.3;
  options.gradient = 1.0;
  options.gaps = 0.2;
  options.missing_ks = 0.3;
  options.area_scale = 0.25;
  const MockPopulation sky{options};
  EXPECT_NEAR(sky.sky().footprint_area_deg2(), 0.25 * 0.8 * 0.3125, 1e-4);
  double expected = 0.0;
  for (std::size_t cell = 0; cell < 20 * 30 * 30; ++cell)
    expected += sky.cleaned_density(cell).total() * sky.sky().cell(cell).area_arcsec2();
  double n_kept = 0.0;
  for (std::int64_t row = 0; row < n_rows; ++row) {
    const Photometry p = sky.infrared_row(row).photometry;
    n_kept += is_kept(classify_colours(notebook_cuts, p.j, p.h, p.ks)) ? 1.0 : 0.0;
  }
  EXPECT_NEAR(n_kept / expected, 1.0, 4.0 / std::sqrt(n_kept));
}

TEST(MockDepartures, area_is_free_of_the_rows) {
  for (const char* preset : {"galactic-center", "bulge"}) {
    MockOptions options = small_sky();
    options.preset = preset;
    const double as_preset = MockPopulation{options}.sky().footprint_area_deg2();
    for (const double area_scale : {0.01, 4.0, 100.0}) {
      options.area_scale = area_scale;
      const MockPopulation sky{options};
      EXPECT_NEAR(sky.sky().footprint_area_deg2() / as_preset, area_scale, 0.01 * area_scale)
          << preset;
      EXPECT_EQ(sky.n_rows(0), n_rows);
    }
  }
}

TEST(MockDepartures, the_largest_area_reaches_60_deg_of_latitude) {
  EXPECT_EQ(largest_area_scale(galactic_center_layout()), 14'400.0);
  EXPECT_EQ(largest_area_scale(bulge_layout(600'000'000)), 36.0);
  MockOptions options = small_sky();
  options.area_scale = 14'400.0;
  const MockPopulation sky{options};
  double farthest_deg = 0.0;
  for (std::int64_t x = 0; x < options.n_xray; ++x) {
    const SkyPosition there = sky.xray_row(x).true_position;
    farthest_deg =
        std::max(farthest_deg, separation(there, sky.sky().sky_position(0.0, 0.0)).degrees());
  }
  EXPECT_GT(farthest_deg, 110.0); // of 120 deg of longitude
}

TEST(MockDepartures, lost_magnitudes_follow_the_written_distribution) {
  for (const Population population : {Population::background, Population::counterpart}) {
    const CleanedDistribution before = cleaned_distribution(population);
    const CleanedDistribution after = cleaned_distribution(population, 0.4);
    EXPECT_NEAR(1.0 - after.missing_ks, 0.6 * (1.0 - before.missing_ks), 1e-12);
    double sum = after.missing_ks;
    for (const double fraction : after.ks)
      sum += fraction;
    EXPECT_NEAR(sum, 1.0, 1e-12);

    double n_kept = 0.0;
    double n_missing = 0.0;
    for (std::uint64_t row = 0; row < 50'000; ++row) {
      const Photometry whole = star({3, population}, row);
      const Photometry p = star({3, population, 0.4}, row);
      const bool kept = is_kept(classify_colours(notebook_cuts, p.j, p.h, p.ks));
      EXPECT_EQ(kept, is_kept(classify_colours(notebook_cuts, whole.j, whole.h, whole.ks)));
      EXPECT_TRUE(std::isnan(p.ks) || p.ks == whole.ks);
      n_kept += kept ? 1.0 : 0.0;
      n_missing += kept && std::isnan(p.ks) ? 1.0 : 0.0;
    }
    EXPECT_NEAR(n_missing / n_kept, after.missing_ks, 4.0 * std::sqrt(0.25 / n_kept));
  }
}

} // namespace
} // namespace counterpoint::mock

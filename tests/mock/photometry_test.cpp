#include "mock/photometry.hpp"

#include "counterpoint/sources/cleaning.hpp"
#include "counterpoint/sources/error_level.hpp"
#include "mock/star.hpp"
#include "mock/xray_properties.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

namespace counterpoint::mock {
namespace {

constexpr std::uint64_t n_stars = 300'000;

TEST(MagnitudeTable, draws_follow_the_fractions) {
  const MagnitudeTable table{{8.0, 1.0}, {12.0, 100.0}, {18.0, 3.0}};
  const auto& fractions = table.fractions();
  EXPECT_NEAR(std::accumulate(fractions.begin(), fractions.end(), 0.0), 1.0, 1e-12);
  MagnitudeTable::Bins counts{};
  constexpr int n = 100'000;
  for (int i = 0; i < n; ++i) {
    const double m = table.magnitude_at((i + 0.5) / n);
    ASSERT_GE(m, 8.0);
    ASSERT_LE(m, 18.0);
    ++counts[static_cast<std::size_t>((m - MagnitudeTable::lowest) / MagnitudeTable::step)];
  }
  for (std::size_t i = 0; i < counts.size(); ++i)
    EXPECT_NEAR(counts[i] / n, fractions[i], 3e-5);
}

TEST(MagnitudeTable, log_density_is_linear_between_points) {
  const MagnitudeTable table{{7.0, 1.0}, {19.0, 1e6}};
  const auto& fractions = table.fractions();
  EXPECT_NEAR(fractions[21] / fractions[17], std::pow(10.0, 0.5), 1e-9);
}

std::map<InfraredReason, double> reason_fractions(Population population, double extinction) {
  std::map<InfraredReason, double> fractions;
  for (std::uint64_t row = 0; row < n_stars; ++row) {
    const Photometry p = star({5, population}, row, extinction);
    fractions[classify_colours(notebook_cuts, p.j, p.h, p.ks)] +=
        1.0 / static_cast<double>(n_stars);
  }
  return fractions;
}

// The notebook, section 3.2; whatever the dust.
TEST(Photometry, reasons_as_in_the_notebook) {
  constexpr double total = 3'277'646.0;
  const std::map<InfraredReason, double> expected{
      {InfraredReason::all_colors_non_foreground, 108'396},
      {InfraredReason::missing_J_using_HKs, 52'017},
      {InfraredReason::missing_H_using_JKs, 10'203},
      {InfraredReason::missing_Ks_using_JH, 22'933},
      {InfraredReason::ambiguous_two_or_more_missing, 1'642'991},
      {InfraredReason::foreground, 3'277'646 - 1'836'540}};
  for (const double extinction : {1.4, 1.9, 3.0}) {
    auto fractions = reason_fractions(Population::background, extinction);
    for (const auto& [reason, rows] : expected) {
      const double p = rows / total;
      EXPECT_NEAR(fractions[reason], p, 4.0 * std::sqrt(p / static_cast<double>(n_stars)))
          << name(reason) << " behind " << extinction << " mag";
    }
  }
}

TEST(Photometry, kept_rows_follow_the_written_distribution) {
  for (const Population population : {Population::background, Population::counterpart}) {
    const CleanedDistribution expected = cleaned_distribution(population);
    EXPECT_NEAR(std::accumulate(expected.ks.begin(), expected.ks.end(), expected.missing_ks), 1.0,
                1e-12);
    MagnitudeTable::Bins counts{};
    double n_kept = 0;
    double n_missing = 0;
    for (std::uint64_t row = 0; row < n_stars; ++row) {
      const Photometry p = star({9, population}, row);
      if (!is_kept(classify_colours(notebook_cuts, p.j, p.h, p.ks))) continue;
      ++n_kept;
      if (std::isnan(p.ks)) {
        ++n_missing;
      } else {
        ++counts[static_cast<std::size_t>((p.ks - MagnitudeTable::lowest) / MagnitudeTable::step)];
      }
    }
    const auto tolerance = [&](double p) { return 4.5 * std::sqrt(p / n_kept) + 1.0 / n_kept; };
    EXPECT_NEAR(n_kept / static_cast<double>(n_stars), expected.kept_fraction, 0.005);
    EXPECT_NEAR(n_missing / n_kept, expected.missing_ks, tolerance(expected.missing_ks));
    for (std::size_t i = 0; i < counts.size(); ++i) {
      EXPECT_NEAR(counts[i] / n_kept, expected.ks[i], tolerance(expected.ks[i])) << "bin " << i;
    }
  }
}

// rho(Ks missing) = 0.0334 of 0.1232 kept rows per arcsec^2 in the notebook.
TEST(Photometry, missing_ks_as_in_the_notebook) {
  EXPECT_NEAR(cleaned_distribution(Population::background).missing_ks, 0.0334 / 0.1232, 0.003);
}

TEST(Photometry, counterparts_are_brighter) {
  const auto q = cleaned_distribution(Population::counterpart).ks;
  const auto n = cleaned_distribution(Population::background).ks;
  const auto peak = std::max_element(q.begin(), q.end()) - q.begin();
  EXPECT_NEAR(MagnitudeTable::lowest + static_cast<double>(peak) * MagnitudeTable::step, 13.5, 0.5);
  EXPECT_GT(std::max_element(n.begin(), n.end()) - n.begin(), peak + 10);
}

TEST(XrayProperties, level_is_that_of_the_error_levels) {
  EXPECT_NEAR(radius_95_per_sigma, ErrorLevel::parse("0.95", "key").radius_per_sigma(), 1e-12);
}

TEST(XrayProperties, errors_and_hardness_like_the_catalogue) {
  constexpr std::uint64_t n = 100'000;
  std::vector<double> errors;
  double n_foreground = 0;
  double n_blank = 0;
  for (std::uint64_t row = 0; row < n; ++row) {
    errors.push_back(draw_xray_error(3, row, false).arcsec());
    const double hr0 = draw_hardness_ratios(3, row)[0];
    n_blank += std::isnan(hr0) ? 1.0 : 0.0;
    EXPECT_FALSE(std::abs(hr0) > 1.0);
    if (is_foreground(notebook_window, hr0)) ++n_foreground;
  }
  std::sort(errors.begin(), errors.end());
  EXPECT_GE(errors.front(), 0.3);
  EXPECT_LE(errors.back(), 5.0);
  EXPECT_NEAR(errors[n / 2], 1.25, 0.1);
  EXPECT_NEAR(n_foreground / n, (9017.0 - 8288.0) / 9017.0, 0.004);
  EXPECT_NEAR(n_blank / n, 0.40, 0.01);
}

} // namespace
} // namespace counterpoint::mock

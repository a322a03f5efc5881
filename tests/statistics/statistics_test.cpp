#include "candidate_at.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/random.hpp"
#include "counterpoint/sources/magnitude_bins.hpp"
#include "counterpoint/statistics/calibration.hpp"
#include "counterpoint/statistics/cumulative_model.hpp"
#include "counterpoint/statistics/histogram.hpp"
#include "counterpoint/statistics/likelihood_ratio.hpp"
#include "counterpoint/statistics/null_counts.hpp"
#include "counterpoint/statistics/probabilities.hpp"
#include "support/missing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace counterpoint {
namespace {

using test_support::candidate_at;
using test_support::missing;

TEST(CumulativeModel, notebook_counts_missing_as_brightest) {
  const MagnitudeBins bins{10.0, 12.0, 1.0};
  BrightestMatchCounts counts{bins};
  const std::vector<Candidate> a{candidate_at(1, missing), candidate_at(1, 11.5)};
  const std::vector<Candidate> b{candidate_at(1, 10.5)};
  counts.add(bins, a, true);
  counts.add(bins, b, false);
  InfraredTally tally{bins};
  InfraredSource star;
  for (const double ks : {missing, 10.0, 11.0, 13.0}) {
    star.ks = ks;
    const double place_deg = 0.1 * static_cast<double>(tally.n_rows());
    tally.add(star, 10.0 + place_deg, place_deg);
  }
  const CumulativeModel notebook = notebook_model(counts, tally, 100.0);
  EXPECT_EQ(notebook.f, (std::vector<double>{0.5, 1.0, 1.0}));
  const double box = 0.3 * 0.3 * 3600.0 * 3600.0;
  EXPECT_NEAR(notebook.rho[0] * box, 2.0, 1e-4);
  EXPECT_NEAR(notebook.rho[2] * box, 3.0, 1e-4);

  const CumulativeModel mauerhan = mauerhan_model(counts, 4, tally, 100.0);
  EXPECT_EQ(mauerhan.f, (std::vector<double>{0.0, 0.0, 0.25}));
  EXPECT_EQ(mauerhan.rho, (std::vector<double>{0.01, 0.02, 0.02}));
  EXPECT_EQ(mauerhan.f_missing, 0.25);
  EXPECT_EQ(mauerhan.rho_missing, 0.01);
  EXPECT_EQ(mauerhan.none(), 0.75);
}

TEST(Normalise, sums_to_one_or_to_none) {
  std::vector<Probability> weights{{.p = 1.0}, {.p = 2.0}};
  normalise(weights, 1.0);
  EXPECT_DOUBLE_EQ(weights[0].p0, 0.25);
  EXPECT_DOUBLE_EQ(weights[1].p0, 0.25);
  EXPECT_DOUBLE_EQ(weights[1].p, 0.5);
  std::vector<Probability> nothing{{.p = 0.0}};
  normalise(nothing, 0.0);
  EXPECT_EQ(nothing[0].p0, 1.0);
  EXPECT_EQ(nothing[0].p, 0.0);
}

// The density integrates to one over the plane.
TEST(OffsetDensity, is_normalised) {
  double sum = 0.0;
  constexpr double step = 0.001;
  for (double r = 0.5 * step; r < 8.0; r += step)
    sum += offset_density_arcsec2(Angle::from_arcsec(r), Angle::from_arcsec(1.0)) * 2.0 *
           3.14159265358979 * r * step;
  EXPECT_NEAR(sum, 1.0, 1e-6);
}

// Of an exponential the lines between the classes are the exponential itself, out to the edges of
// the first and the last class.
TEST(MagnitudeRatio, goes_on_between_the_middles_of_classes) {
  LikelihoodRatioModel model;
  model.q.assign(MagnitudeClasses::n_classes, 0.0);
  model.n.assign(MagnitudeClasses::n_classes, 0.0);
  const auto exponential = [](double ks) { return 0.02 * std::exp(-1.3 * (ks - 14.0)); };
  const auto set = [&](double middle, double ratio) {
    model.n[MagnitudeClasses::of(middle)] = 0.1 + middle;
    model.q[MagnitudeClasses::of(middle)] = ratio * (0.1 + middle);
  };
  for (double middle = 12.125; middle < 16.0; middle += 0.25)
    set(middle, exponential(middle));
  set(20.125, 0.7); // alone
  model.n[MagnitudeClasses::missing] = 2.0;
  model.q[MagnitudeClasses::missing] = 0.5;
  const MagnitudeRatio ratio{model};
  for (double ks = 12.0; ks < 15.999; ks += 0.013)
    EXPECT_NEAR(ratio(ks, {}) / exponential(ks), 1.0, 1e-12) << ks;
  EXPECT_EQ(ratio(11.99, {}), 0.0);
  EXPECT_EQ(ratio(16.01, {}), 0.0);
  EXPECT_NEAR(ratio(20.01, {}), 0.7, 1e-12);
  EXPECT_NEAR(ratio(20.24, {}), 0.7, 1e-12);
  EXPECT_NEAR(ratio(std::nan(""), {}), 0.25, 1e-12);
}

TEST(ChanceOfUnrelated, is_poisson) {
  LikelihoodRatioModel model;
  model.n.assign(MagnitudeClasses::n_classes, 0.0);
  model.n[MagnitudeClasses::of(15.1)] = 0.02; // 15.0 to 15.25
  const Angle one = Angle::from_arcsec(1.0);
  XrayTerms crowded;
  crowded.density_factor = 2.0;
  EXPECT_NEAR(chance_of_unrelated(model, 16.0, one, crowded),
              1.0 - std::exp(-0.04 * std::numbers::pi), 1e-12);
  EXPECT_NEAR(chance_of_unrelated(model, 15.125, one, {}), 1.0 - std::exp(-0.01 * std::numbers::pi),
              1e-12);
  EXPECT_EQ(chance_of_unrelated(model, 14.0, one, {}), 0.0);
  EXPECT_TRUE(std::isnan(chance_of_unrelated(model, missing, one, {})));
}

} // namespace
} // namespace counterpoint

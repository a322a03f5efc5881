#include "counterpoint/statistics/calibration.hpp"
#include "support/search_tile.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace counterpoint {
namespace {

// X-ray sources 1 arcsec across, 0.1 deg apart, each with one star 0.2 arcsec off.
struct LonelyPairs {
  LonelyPairs() {
    constexpr int n = 50;
    for (int i = 0; i < n; ++i) {
      XraySource source;
      source.xray_id = i;
      source.position = {Angle::from_degrees(0.1 * i), Angle{}};
      source.error = Angle::from_arcsec(1.0);
      source.sigma = Angle::from_arcsec(0.4);
      source.kept = true;
      xray.push_back(source);
      InfraredSource star;
      star.ir_id = i;
      star.position = {Angle::from_degrees(0.1 * i), Angle::from_arcsec(0.2)};
      star.error = star.sigma = Angle::from_arcsec(0.1);
      star.ks = 15.0;
      infrared.push_back(star);
    }
    terms.sigma = Angle::from_arcsec(0.4);
    terms.radius = Angle::from_arcsec(1.0);
    terms.in_footprint = true;
    options.trials = 40;
    options.shift_max = Angle::from_arcsec(2.0);
  }

  // Where a fraction q of the X-ray sources has a counterpart, stars being rare.
  [[nodiscard]] NullCounts count(double q) const {
    ProbabilityModel model;
    model.lr.q.assign(MagnitudeClasses::n_classes, 0.0);
    model.lr.n.assign(MagnitudeClasses::n_classes, 1e-7);
    model.lr.q[MagnitudeClasses::of(15.0)] = model.lr.q_total = q;
    const Neighbourhoods found =
        test_support::search_tile(xray, infrared, {}, options.largest_shift()).neighbourhoods;
    const std::vector<std::int16_t> bins(found.neighbours.size(), 0);
    const std::vector<XrayTerms> all_terms(xray.size(), terms);
    return run_null_trials(found, bins, 1, model, Estimator::lr, all_terms, options, {});
  }

  std::vector<XraySource> xray;
  std::vector<InfraredSource> infrared;
  XrayTerms terms;
  NullOptions options;
};

std::int64_t sum_of(const std::vector<std::int64_t>& values) {
  return std::accumulate(values.begin(), values.end(), std::int64_t{0});
}

// A quarter of the shifts leave the star within the radius. It is no unrelated star if it is the
// counterpart; if hardly any source has one, it is.
TEST(NullCounts, own_counterparts_are_no_chance_matches) {
  const LonelyPairs sky;
  const NullCounts sure = sky.count(0.9);
  const auto n = static_cast<double>(sum_of(sure.matches));
  EXPECT_GT(n, 300.0);
  EXPECT_LT(n, 800.0);
  EXPECT_NEAR(static_cast<double>(sure.own) * NullCounts::weight, n, 0.01);
  EXPECT_NEAR(static_cast<double>(sum_of(sure.best)) * NullCounts::weight, 0.0, 0.01);

  const NullCounts doubtful = sky.count(1e-12);
  EXPECT_EQ(static_cast<double>(sum_of(doubtful.matches)), n);
  EXPECT_NEAR(static_cast<double>(doubtful.own) * NullCounts::weight, 0.0, 0.1);
  EXPECT_NEAR(static_cast<double>(sum_of(doubtful.best)) * NullCounts::weight, n, 0.1);
}

} // namespace
} // namespace counterpoint

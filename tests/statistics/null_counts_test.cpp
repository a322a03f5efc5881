#include "counterpoint/statistics/calibration.hpp"
#include "counterpoint/statistics/null_counts.hpp"
#include "support/search_tile.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
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
      source.position = SkyPosition{Angle::from_degrees(0.1 * i), Angle{}};
      source.error = Angle::from_arcsec(1.0);
      source.sigma = Angle::from_arcsec(0.4);
      source.kept = true;
      xray.push_back(source);
      InfraredSource star;
      star.ir_id = i;
      star.position = SkyPosition{Angle::from_degrees(0.1 * i), Angle::from_arcsec(0.2)};
      star.error = star.sigma = Angle::from_arcsec(0.1);
      star.ks = 15.0;
      infrared.push_back(star);
    }
    terms.sigma = Angle::from_arcsec(0.4);
    terms.acceptance = Angle::from_arcsec(1.0);
    terms.is_considered = true;
    options.trials = 40;
    options.shift_max = Angle::from_arcsec(2.0);
  }

  // Where a fraction q of the X-ray sources has a counterpart, stars being rare.
  [[nodiscard]] NullCounts count(double q) const {
    ProbabilityModel model;
    model.lr.q.assign(MagnitudeClasses::n_classes, 0.0);
    model.lr.n.assign(MagnitudeClasses::n_classes, 1e-7);
    model.lr.q[MagnitudeClasses::of(15.0)] = model.lr.q_total = q;
    model.magnitude_ratio = MagnitudeRatio{model.lr};
    const SearchedSky sky = test_support::search_tile(xray, infrared, {}, options.largest_shift());
    const NeighbourBins bins{std::vector<std::int16_t>(sky.neighbourhoods.n_neighbours(), 0), 1};
    const auto equal_terms = [&](std::size_t) { return terms; };
    NullJudge judge{sky, bins, {model, {Estimator::lr}, equal_terms}, options.trials};
    run_null_trials(sky.neighbourhoods, options, {}, std::ref(judge));
    return judge.counts();
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
  EXPECT_NEAR(static_cast<double>(sure.own_counterparts) * NullCounts::weight, n, 0.01);
  EXPECT_NEAR(static_cast<double>(sum_of(sure.best)) * NullCounts::weight, 0.0, 0.01);

  const NullCounts doubtful = sky.count(1e-12);
  EXPECT_EQ(static_cast<double>(sum_of(doubtful.matches)), n);
  EXPECT_NEAR(static_cast<double>(doubtful.own_counterparts) * NullCounts::weight, 0.0, 0.1);
  EXPECT_NEAR(static_cast<double>(sum_of(doubtful.best)) * NullCounts::weight, n, 0.1);
}

// A model with every term: f, rho, q and n that change with the magnitude.
ProbabilityModel sloping_model() {
  ProbabilityModel model;
  const std::size_t n_points = model.bins.grid().size();
  for (std::size_t k = 0; k < n_points; ++k) {
    const double part = static_cast<double>(k + 1) / static_cast<double>(n_points);
    model.mauerhan.f.push_back(0.5 * part);
    model.mauerhan.rho.push_back(0.05 * part * part);
    model.notebook.f.push_back(0.9 * part);
    model.notebook.rho.push_back(0.03 * part * part * part);
  }
  model.mauerhan.f_missing = model.notebook.f_missing = 0.05;
  model.mauerhan.rho_missing = model.notebook.rho_missing = 0.01;
  model.lr.q.assign(MagnitudeClasses::n_classes, 0.0); // no star is anybody's counterpart
  model.lr.n.assign(MagnitudeClasses::n_classes, 1e-3);
  model.magnitude_ratio = MagnitudeRatio{model.lr};
  return model;
}

// X-ray sources by the thresholds that their best match reaches, where the catalogue is displaced
// star by star and searched again, as it is without any shortcut.
std::vector<std::int64_t> best_in_displaced_catalogue(const std::vector<XraySource>& xray,
                                                      std::vector<InfraredSource> infrared,
                                                      const NullOptions& options, int trial,
                                                      const Judgement& judgement) {
  for (InfraredSource& star : infrared) {
    const ShiftDraws draws =
        draw_shifts(options.seed, static_cast<std::uint32_t>(trial / 2), 0, star.ir_id);
    const SkyOffset offset = shift_offset(options.zone(), trial % 2 == 0 ? draws.even : draws.odd);
    star.position = offset_by(star.position, offset.position_angle(), offset.length());
  }
  const SearchedSky sky = test_support::search_tile(xray, infrared, {1.5}, Angle{});
  std::vector<std::int64_t> best(calibration_thresholds().size() + 1);
  for (std::size_t i = 0; i < sky.candidates.size(); ++i) {
    if (sky.candidates[i].empty()) continue;
    const XrayTerms terms =
        judgement.terms_of(static_cast<std::size_t>(sky.neighbourhoods.xray_ids[i]));
    double largest = 0.0;
    for (const Probability& probability : probabilities_by(
             judgement.estimators.front(), judgement.model, {sky.candidates[i], terms}))
      largest = std::max(largest, probability.p);
    ++best[thresholds_reached(largest)];
  }
  return best;
}

// With an acceptance radius of 1.5 times the quoted errors, the matches of a trial get the
// probabilities that the same matches would get if they were real.
TEST(NullCounts, chance_matches_are_judged_as_real_ones) {
  const SkyPosition center = test_support::awkward_places()[0];
  const auto xray = test_support::xray_field(center, Angle::from_arcsec(60.0), 40);
  const auto infrared = test_support::infrared_field(center, Angle::from_arcsec(60.0), 2000);
  NullOptions options;
  options.trials = 20;
  options.shift_max = Angle::from_arcsec(8.0);
  const SearchedSky sky = test_support::search_tile(xray, infrared, {1.5}, options.largest_shift());
  const NeighbourBins bins{std::vector<std::int16_t>(sky.neighbourhoods.n_neighbours(), 0), 1};
  const auto terms_of = [&](std::size_t id) {
    return XrayTerms{xray[id].sigma, 1.5 * xray[id].error, 1.0, true};
  };
  const ProbabilityModel model = sloping_model();
  for (const Estimator estimator : {Estimator::notebook, Estimator::mauerhan}) {
    const Judgement judgement{model, {estimator}, terms_of};
    NullJudge judge{sky, bins, judgement, options.trials};
    run_null_trials(sky.neighbourhoods, options, {}, std::ref(judge));
    const std::size_t n_classes = calibration_thresholds().size() + 1;
    std::size_t n_classes_seen = 0;
    for (int trial = 0; trial < options.trials; ++trial) {
      const auto expected = best_in_displaced_catalogue(xray, infrared, options, trial, judgement);
      for (std::size_t k = 0; k < n_classes; ++k) {
        const auto place = static_cast<std::size_t>(trial) * n_classes + k;
        EXPECT_EQ(static_cast<double>(judge.counts().best[place]) * NullCounts::weight,
                  static_cast<double>(expected[k]))
            << trial << ' ' << k;
        n_classes_seen += expected[k] > 0 ? 1 : 0;
      }
    }
    EXPECT_GT(n_classes_seen, 100U); // not all in one class: the probabilities matter
  }
}

} // namespace
} // namespace counterpoint

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/random.hpp"
#include "counterpoint/sources/magnitude_bins.hpp"
#include "counterpoint/statistics/calibration.hpp"
#include "counterpoint/statistics/cumulative_model.hpp"
#include "counterpoint/statistics/error_scale.hpp"
#include "counterpoint/statistics/histogram.hpp"
#include "counterpoint/statistics/jackknife.hpp"
#include "counterpoint/statistics/likelihood_ratio.hpp"
#include "counterpoint/statistics/null_counts.hpp"
#include "counterpoint/statistics/probabilities.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

Candidate candidate_at(double phi_arcsec, double ks, double sigma_arcsec = 0.5) {
  Candidate candidate;
  candidate.separation = Angle::from_arcsec(phi_arcsec);
  candidate.infrared_sigma = Angle::from_arcsec(0.3 * sigma_arcsec);
  candidate.quoted_error = Angle::from_arcsec(sigma_arcsec);
  candidate.ks = ks;
  return candidate;
}

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

TEST(Histogram, moments_and_tails) {
  const std::vector<std::int64_t> values{1, 2, 3, 6};
  EXPECT_DOUBLE_EQ(mean_and_deviation(values).mean, 3.0);
  EXPECT_DOUBLE_EQ(mean_and_deviation(values).deviation, std::sqrt(14.0 / 3.0));
  EXPECT_TRUE(std::isnan(mean_and_deviation(std::span{values}.first(1)).deviation));
  EXPECT_DOUBLE_EQ(poisson_tail(0, 3.0), 1.0);
  EXPECT_NEAR(poisson_tail(1, 3.0), 1.0 - std::exp(-3.0), 1e-15);
  EXPECT_NEAR(poisson_tail(3, 1.5), 1.0 - std::exp(-1.5) * (1.0 + 1.5 + 1.125), 1e-15);
  EXPECT_EQ(poisson_tail(2, 0.0), 0.0);
  EXPECT_LT(poisson_tail(1000, 100.0), 1e-300);
}

TEST(Histogram, significance_is_blank_without_scatter) {
  const MagnitudeBins bins{0.0, 2.0, 1.0};
  const std::vector<std::int64_t> real{3, 5};
  const std::vector<std::int64_t> null{0, 2, 0, 4, 0, 3};
  const auto histogram = make_histogram(bins, real, null, 3, std::vector<double>{0.0, 3.2},
                                        std::vector<double>{0.0, 3.0});
  EXPECT_TRUE(std::isnan(histogram[0].significance));
  EXPECT_EQ(histogram[0].excess, 3.0);
  EXPECT_DOUBLE_EQ(histogram[1].significance, 2.0);
  EXPECT_EQ(histogram[0].p_value, 0.0);
  EXPECT_NEAR(global_p_value(std::span{histogram}.last(1)), histogram[1].p_value, 1e-15);
}

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
  const CumulativeModel notebook = notebook_model(counts, tally);
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
  std::vector<double> weights{1.0, 2.0};
  EXPECT_DOUBLE_EQ(normalise(weights, 1.0), 0.25);
  EXPECT_DOUBLE_EQ(weights[1], 0.5);
  std::vector<double> nothing{0.0};
  EXPECT_EQ(normalise(nothing, 0.0), 1.0);
  EXPECT_EQ(nothing[0], 0.0);
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

// A sky made by the model itself: Q and the magnitudes of the counterparts come back.
struct ModelSky {
  std::vector<std::vector<Candidate>> candidates;
  std::vector<bool> has_counterpart;
  std::vector<std::int64_t> infrared_counts;
  double area_arcsec2 = 1e6;
};

constexpr double sky_sigma_arcsec = 0.5;
constexpr double sky_radius_arcsec = 2.0;
// With an infrared sigma of 0.3 and an X-ray sigma of sqrt(1 - 0.09) in units of the total.
const XrayTerms sky_terms{Angle::from_arcsec(0.5 * std::sqrt(0.91)),
                          Angle::from_arcsec(sky_radius_arcsec), 1.0, true};

ModelSky make_model_sky(std::size_t n_xray, double q, std::uint64_t seed) {
  ModelSky sky;
  sky.infrared_counts.assign(MagnitudeClasses::n_classes, 0);
  // Background: 0.05 per arcsec^2, Ks uniform over 14 to 18.
  const double background = 0.05 * std::numbers::pi * sky_radius_arcsec * sky_radius_arcsec;
  for (int c = 56; c < 72; ++c)
    sky.infrared_counts[static_cast<std::size_t>(c)] = 50000 / 16;
  for (std::uint64_t i = 0; i < n_xray; ++i) {
    std::vector<Candidate> pairs;
    const auto [u, v] = random_uniforms({.seed = seed, .id = i});
    double chance = std::exp(-background);
    for (std::uint32_t k = 1; v > chance && k < 20; ++k) { // Poisson by inversion
      const auto [r, m] = random_uniforms({.seed = seed, .id = i, .step = k});
      pairs.push_back(
          candidate_at(sky_radius_arcsec * std::sqrt(r), 14.0 + 4.0 * m, sky_sigma_arcsec));
      double term = std::exp(-background);
      double sum = term;
      for (std::uint32_t j = 1; j <= k; ++j)
        sum += term *= background / j;
      chance = sum;
    }
    bool has = u < q;
    if (has) {
      const auto [x, y] = random_normals({.seed = seed, .id = i, .step = 100});
      const double ks = 15.5 + 0.8 * random_normals({.seed = seed, .id = i, .step = 101})[0];
      const double phi = sky_sigma_arcsec * std::hypot(x, y);
      has = phi <= sky_radius_arcsec;
      if (has) pairs.push_back(candidate_at(phi, ks, sky_sigma_arcsec));
    }
    sky.candidates.push_back(pairs);
    sky.has_counterpart.push_back(has);
  }
  return sky;
}

std::vector<XrayCandidates> candidates_of(const ModelSky& sky, const XrayTerms& terms = sky_terms) {
  std::vector<XrayCandidates> sources;
  for (const auto& pairs : sky.candidates)
    sources.push_back({pairs, terms, std::ssize(sources)});
  return sources;
}

LikelihoodData data_of(const ModelSky& sky, std::span<const XrayCandidates> sources) {
  return {sources,          std::ssize(sources),      sky.infrared_counts,
          sky.area_arcsec2, Angle::from_arcsec(0.15), [](std::span<ExactSum>) {}};
}

LikelihoodRatioModel fit(const ModelSky& sky) {
  const auto sources = candidates_of(sky);
  return fit_likelihood_ratio(data_of(sky, sources));
}

TEST(LikelihoodRatio, recovers_the_fraction_with_a_counterpart) {
  for (const double q : {0.1, 0.3, 0.6}) {
    const LikelihoodRatioModel model = fit(make_model_sky(5000, q, 61));
    EXPECT_NEAR(model.q_total, q, 0.035) << q;
    // The magnitudes of the counterparts: 15.5 +- 0.8.
    double mean = 0.0;
    for (std::size_t c = 0; c < MagnitudeClasses::n_measured; ++c)
      mean += model.q[c] * MagnitudeClasses::width * (static_cast<double>(c) + 0.5);
    EXPECT_NEAR(mean / model.q_total, 15.5, 0.15);
    for (const double value : model.q)
      EXPECT_GE(value, 0.0);
  }
}

// The jackknife's error of one sky is the scatter of the fits over many.
TEST(Jackknife, errors_are_the_scatter_of_the_fits) {
  constexpr std::uint64_t n_skies = 160;
  const std::size_t peak = MagnitudeClasses::of(15.5);
  double q = 0.0;
  double q2 = 0.0;
  double at_peak = 0.0;
  double at_peak2 = 0.0;
  double said = 0.0;
  double said_at_peak = 0.0;
  for (std::uint64_t seed = 200; seed < 200 + n_skies; ++seed) {
    const ModelSky sky = make_model_sky(1500, 0.3, seed);
    const auto sources = candidates_of(sky);
    const LikelihoodData data = data_of(sky, sources);
    const LikelihoodRatioModel model = fit_likelihood_ratio(data);
    q += model.q_total / n_skies;
    q2 += model.q_total * model.q_total / n_skies;
    at_peak += model.q[peak] / n_skies;
    at_peak2 += model.q[peak] * model.q[peak] / n_skies;
    const MagnitudeModelErrors errors = jackknife_errors(data, model);
    said += errors.q_total / n_skies;
    said_at_peak += errors.q[peak] / n_skies;
    EXPECT_LT(errors.q.front(), 1e-12); // no star is that bright
  }
  // The scatter of 160 fits is itself known to 1 / sqrt(2 * 160): three times that is allowed.
  const double tolerance = 3.0 / std::sqrt(2.0 * n_skies);
  EXPECT_NEAR(said / std::sqrt(q2 - q * q), 1.0, tolerance);
  EXPECT_NEAR(said_at_peak / std::sqrt(at_peak2 - at_peak * at_peak), 1.0, tolerance);
}

// Of no star is it certain that it is the counterpart, however few sources the magnitudes are
// learnt from; nor that it is not one.
TEST(LikelihoodRatio, no_counterparts_give_no_certainty) {
  for (const std::size_t n_xray : {20U, 50U, 100U, 5000U}) {
    ModelSky sky = make_model_sky(n_xray, 0.0, 62);
    ProbabilityModel model;
    model.lr = fit(sky);
    model.mauerhan.f = model.mauerhan.rho = std::vector<double>(model.bins.grid().size());
    model.notebook = model.mauerhan;
    EXPECT_LT(model.lr.q_total, 0.03);
    for (const auto& candidates : sky.candidates) {
      if (candidates.empty()) continue;
      for (const auto& terms : candidate_probabilities(model, {candidates, sky_terms})) {
        EXPECT_GT(terms.lr.p, 0.0);
        EXPECT_LT(terms.lr.p, 0.2);
        EXPECT_LT(terms.lr.p0, 1.0);
        EXPECT_GT(terms.lr.p0, 0.8);
      }
    }
    // Where no star is close enough to be one, a tenth of a counterpart is still expected.
    for (auto& candidates : sky.candidates)
      for (Candidate& candidate : candidates)
        candidate.separation = Angle::from_arcsec(1.9);
    EXPECT_NEAR(fit(sky).q_total * static_cast<double>(n_xray), 0.1, 0.01);
  }
}

TEST(LikelihoodRatio, empty_input_is_no_counterpart) {
  ModelSky sky;
  sky.infrared_counts.assign(MagnitudeClasses::n_classes, 0);
  const auto model = fit(sky);
  EXPECT_EQ(model.q_total, 0.0);
  EXPECT_EQ(model.magnitude_ratio(15.0), 0.0);
}

// Of the sources with P near p, a fraction p has its counterpart.
TEST(Probabilities, of_the_likelihood_ratio_are_reliable) {
  const ModelSky sky = make_model_sky(20000, 0.3, 63);
  ProbabilityModel model;
  model.lr = fit(sky);
  model.mauerhan.f = model.mauerhan.rho = std::vector<double>(model.bins.grid().size());
  model.notebook = model.mauerhan;
  std::vector<double> n(10);
  std::vector<double> sum_p(10);
  std::vector<double> n_true(10);
  for (std::size_t i = 0; i < sky.candidates.size(); ++i) {
    if (sky.candidates[i].empty()) continue;
    const auto terms = candidate_probabilities(model, {sky.candidates[i], sky_terms});
    double total = terms[0].lr.p0;
    for (std::size_t k = 0; k < terms.size(); ++k) {
      const double p = terms[k].lr.p;
      total += p;
      const auto bin = std::min<std::size_t>(9, static_cast<std::size_t>(p * 10.0));
      n[bin] += 1.0;
      sum_p[bin] += p;
      // The counterpart was put last.
      n_true[bin] += sky.has_counterpart[i] && k + 1 == terms.size() ? 1.0 : 0.0;
    }
    EXPECT_NEAR(total, 1.0, 1e-12);
  }
  for (std::size_t bin = 0; bin < 10; ++bin) {
    if (n[bin] < 50.0) continue;
    const double p = sum_p[bin] / n[bin];
    EXPECT_NEAR(n_true[bin] / n[bin], p, 4.0 * std::sqrt(p * (1.0 - p) / n[bin]) + 0.02);
  }
}

TEST(BestCandidate, is_the_first_of_equals) {
  std::vector<PairProbabilities> terms(3);
  terms[1].lr.p = 0.4;
  terms[2].lr.p = 0.4;
  EXPECT_EQ(best_candidate(terms, Estimator::lr), 1U);
  EXPECT_EQ(best_candidate(terms, Estimator::mauerhan), 0U);
  EXPECT_THROW((void)parse_estimator("best"), InputError);
}

// Declared errors half or twice the truth: the factor comes back.
TEST(ErrorScale, recovers_a_misstatement) {
  const ModelSky sky = make_model_sky(6000, 0.4, 64);
  for (const double misstatement : {0.5, 1.0, 1.6}) {
    XrayTerms declared = sky_terms;
    declared.sigma = sky_terms.sigma / misstatement;
    const auto sources = candidates_of(sky, declared);
    const ErrorScaleFit found = fit_error_scale(data_of(sky, sources));
    EXPECT_TRUE(found.is_usable());
    EXPECT_NEAR(found.scale.factor, misstatement, 4.0 * found.factor_error);
    EXPECT_LT(found.factor_error, 0.05 * misstatement);
    EXPECT_EQ(found.is_off(), misstatement != 1.0);
    EXPECT_EQ(found.scale.floor, Angle{});
  }
}

// No fit to skies without counterparts may be applied, be its factor 5 or by luck near 1.
TEST(ErrorScale, is_unknown_without_counterparts) {
  for (const std::size_t n_xray : {300U, 1000U, 5000U}) {
    for (std::uint64_t seed = 65; seed < 75; ++seed) {
      const ModelSky sky = make_model_sky(n_xray, 0.0, seed);
      const auto sources = candidates_of(sky);
      const ErrorScaleFit found = fit_error_scale(data_of(sky, sources));
      EXPECT_FALSE(found.is_usable() || found.is_off())
          << found.scale.factor << " +- " << found.factor_error << ", " << found.n_counterparts
          << " counterparts, floor " << found.scale.floor.arcsec();
    }
  }
  // Each of the two conditions alone: enough counterparts, and a factor known to a fifth.
  ErrorScaleFit fit;
  fit.scale.factor = 2.0;
  fit.factor_error = 0.1;
  fit.n_counterparts = 25.0;
  EXPECT_TRUE(fit.is_usable() && fit.is_off());
  fit.n_counterparts = 24.9;
  EXPECT_FALSE(fit.is_usable() || fit.is_off());
  fit.n_counterparts = 1000.0;
  fit.factor_error = 0.4;
  EXPECT_FALSE(fit.is_usable() || fit.is_off());
}

TEST(ChanceOfUnrelated, is_poisson) {
  LikelihoodRatioModel model;
  model.n.assign(MagnitudeClasses::n_classes, 0.0);
  model.n[MagnitudeClasses::of(15.1)] = 0.02; // 15.0 to 15.25
  const Angle one = Angle::from_arcsec(1.0);
  EXPECT_NEAR(chance_of_unrelated(model, 16.0, one, 2.0), 1.0 - std::exp(-0.04 * std::numbers::pi),
              1e-12);
  EXPECT_NEAR(chance_of_unrelated(model, 15.125, one, 1.0),
              1.0 - std::exp(-0.01 * std::numbers::pi), 1e-12);
  EXPECT_EQ(chance_of_unrelated(model, 14.0, one, 1.0), 0.0);
  EXPECT_TRUE(std::isnan(chance_of_unrelated(model, missing, one, 1.0)));
}

TEST(Calibration, thresholds_and_purity) {
  EXPECT_EQ(thresholds_reached(0.0), 0U);
  EXPECT_EQ(thresholds_reached(0.5), 10U);
  EXPECT_EQ(thresholds_reached(1.0), calibration_thresholds().size());
  const std::size_t n_classes = calibration_thresholds().size() + 1;
  RealCounts real;
  real.best[n_classes - 1] = 80; // above all thresholds
  real.best[10] = 20;            // between 0.5 and 0.55
  real.confused[10].add(4.0);
  std::vector<std::int64_t> null(2 * n_classes);
  null[n_classes - 1] = std::llround(10.0 / NullCounts::weight);
  null[2 * n_classes - 1] = std::llround(14.0 / NullCounts::weight);
  const auto rows = calibrate(real, null, 2, {180, 90.0, 100.0}).rows;
  EXPECT_EQ(rows.front().n_real, 100);
  EXPECT_EQ(rows.front().n_null_mean, 12.0);
  EXPECT_DOUBLE_EQ(rows.front().purity, 0.9); // half of 12 and 4 are false
  EXPECT_DOUBLE_EQ(rows.back().purity, 74.0 / 80.0);
  EXPECT_DOUBLE_EQ(rows.back().completeness, 0.74);
  EXPECT_EQ(suggested_threshold(rows, 0.08), 0.55);
  EXPECT_TRUE(std::isnan(suggested_threshold(rows, 0.01)));
}

} // namespace
} // namespace counterpoint

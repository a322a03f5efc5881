#include "counterpoint/core/error.hpp"
#include "counterpoint/statistics/error_model.hpp"
#include "counterpoint/statistics/jackknife.hpp"
#include "counterpoint/statistics/likelihood_fit.hpp"
#include "counterpoint/statistics/probabilities.hpp"
#include "model_sky.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

namespace counterpoint {
namespace {

using namespace test_support::model_sky;

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
    const MagnitudeModelErrors errors = jackknife_errors(data, LikelihoodTerms{data}, model);
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
    model.magnitude_ratio = MagnitudeRatio{model.lr};
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

TEST(Jackknife, the_error_of_one_source_is_not_known) {
  const ModelSky sky = make_model_sky(1, 1.0, 61);
  const auto sources = candidates_of(sky);
  const LikelihoodData data = data_of(sky, sources);
  const LikelihoodRatioModel model = fit_likelihood_ratio(data);
  EXPECT_TRUE(std::isnan(jackknife_errors(data, LikelihoodTerms{data}, model).q_total));
}

MagnitudePrior prior_of(const ModelSky& sky) {
  const auto sources = candidates_of(sky);
  const LikelihoodData data = data_of(sky, sources);
  return fit_likelihood_ratio_and_prior(data, LikelihoodTerms{data}).prior;
}

// The counterparts of a model sky are normal in Ks, over counts that do not change with Ks.
TEST(LikelihoodRatio, takes_normal_magnitudes_for_a_parabola) {
  int n_parabolic = 0;
  for (const std::uint64_t seed : {70U, 71U, 72U, 73U, 74U, 75U})
    n_parabolic += prior_of(make_model_sky(2000, 0.4, seed, 16.0)) == MagnitudePrior::parabolic;
  EXPECT_GE(n_parabolic, 5);
}

// Four of five are brighter than 15.5, and the others of any Ks: ln(q / n) is a step.
TEST(LikelihoodRatio, takes_a_step_for_no_parabola) {
  for (const std::uint64_t seed : {70U, 71U, 72U, 73U, 74U, 75U}) {
    ModelSky sky = make_model_sky(4000, 0.4, seed);
    for (std::uint64_t i = 0; i < sky.candidates.size(); ++i) {
      if (!sky.has_counterpart[i]) continue;
      const auto [part, place] = random_uniforms({.seed = seed, .id = i, .step = 200});
      sky.candidates[i].back().ks = 14.0 + (part < 0.8 ? 1.5 : 4.0) * place;
    }
    const MagnitudePrior prior = prior_of(sky);
    EXPECT_TRUE(prior == MagnitudePrior::flat || prior == MagnitudePrior::rough);
  }
}

// The counterparts are normal about one of the magnitudes, in turn, with a deviation of 0.3.
ModelSky sky_with_peaks(const std::vector<double>& ks, std::uint64_t seed) {
  ModelSky sky = make_model_sky(2000, 0.4, seed);
  for (std::uint64_t i = 0; i < sky.candidates.size(); ++i) {
    if (sky.has_counterpart[i]) {
      sky.candidates[i].back().ks =
          ks[i % ks.size()] + 0.3 * random_normals({.seed = seed, .id = i, .step = 200})[0];
    }
  }
  return sky;
}

// Of `prior` the fit must be: what lies between the peaks and beyond them are stars like any other,
// which a q that is too smooth for the peaks takes for counterparts.
void expect_peaks(const std::vector<double>& ks, MagnitudePrior prior) {
  double seen = 0.0;
  double expected = 0.0;
  for (const std::uint64_t seed : {70U, 71U, 72U, 73U}) {
    const ModelSky sky = sky_with_peaks(ks, seed);
    EXPECT_EQ(prior_of(sky), prior);
    const auto sources = candidates_of(sky);
    const LikelihoodData data = data_of(sky, sources);
    expected += fit_likelihood_ratio_and_prior(data, LikelihoodTerms{data}).q_total * 2000.0;
    seen += static_cast<double>(
        std::count(sky.has_counterpart.begin(), sky.has_counterpart.end(), true));
  }
  EXPECT_NEAR(expected / seen, 1.0, 0.03);
}

TEST(LikelihoodRatio, takes_counterparts_of_nearly_one_magnitude_for_a_peak) {
  expect_peaks({16.0}, MagnitudePrior::peaked);
}

TEST(LikelihoodRatio, follows_two_peaks) {
  expect_peaks({14.6, 17.0}, MagnitudePrior::rough);
}

TEST(LikelihoodRatio, takes_nothing_for_a_parabola_where_nothing_is_known) {
  for (const std::size_t n_xray : {20U, 50U, 300U})
    EXPECT_EQ(prior_of(make_model_sky(n_xray, 0.0, 62)), MagnitudePrior::flat);
}

TEST(LikelihoodRatio, empty_input_is_no_counterpart) {
  ModelSky sky;
  sky.infrared_counts.assign(MagnitudeClasses::n_classes, 0);
  const auto model = fit(sky);
  EXPECT_EQ(model.q_total, 0.0);
  EXPECT_EQ(MagnitudeRatio{model}(15.0, sky_terms), 0.0);
}

// Of the sources with P near p, a fraction p has its counterpart.
TEST(Probabilities, of_the_likelihood_ratio_are_reliable) {
  const ModelSky sky = make_model_sky(20000, 0.3, 63);
  ProbabilityModel model;
  model.lr = fit(sky);
  model.magnitude_ratio = MagnitudeRatio{model.lr};
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
}

// Declared errors half or twice the truth: the factor comes back.
TEST(ErrorModel, recovers_a_misstatement) {
  const ModelSky sky = make_model_sky(6000, 0.4, 64);
  for (const double misstatement : {0.5, 1.0, 1.6}) {
    XrayTerms declared = sky_terms;
    declared.sigma = sky_terms.sigma / misstatement;
    const auto sources = candidates_of(sky, declared);
    const ErrorModelFit found = fit_error_model(data_of(sky, sources), {}, 0);
    EXPECT_TRUE(found.is_usable());
    EXPECT_NEAR(found.model.factor, misstatement, 4.0 * found.factor_error);
    EXPECT_LT(found.factor_error, 0.05 * misstatement);
    EXPECT_EQ(found.is_off(), misstatement != 1.0);
    EXPECT_EQ(found.model.floor, Angle{});
  }
}

// No fit to skies without counterparts may be applied, be its factor 5 or by luck near 1.
TEST(ErrorModel, is_unknown_without_counterparts) {
  for (const std::size_t n_xray : {300U, 1000U, 5000U}) {
    for (std::uint64_t seed = 65; seed < 75; ++seed) {
      const ModelSky sky = make_model_sky(n_xray, 0.0, seed);
      const auto sources = candidates_of(sky);
      const ErrorModelFit found = fit_error_model(data_of(sky, sources), {}, 0);
      EXPECT_FALSE(found.is_usable() || found.is_off())
          << found.model.factor << " +- " << found.factor_error << ", " << found.n_counterparts
          << " counterparts, floor " << found.model.floor.arcsec();
    }
  }
  EXPECT_FALSE(ErrorModelFit{}.is_at_bound());
  ErrorModelFit at_bound;
  at_bound.model.factor = 4.99; // as the search for the maximum leaves it
  EXPECT_TRUE(at_bound.is_at_bound());
  at_bound.model.factor = 0.2001;
  EXPECT_TRUE(at_bound.is_at_bound());
  // Each of the two conditions alone: enough counterparts, and a factor known to a fifth.
  ErrorModelFit fit;
  fit.model.factor = 2.0;
  fit.factor_error = 0.1;
  fit.n_counterparts = 25.0;
  EXPECT_TRUE(fit.is_usable() && fit.is_off());
  fit.n_counterparts = 24.9;
  EXPECT_FALSE(fit.is_usable() || fit.is_off());
  fit.n_counterparts = 1000.0;
  fit.lone_factor_error = 0.2;
  EXPECT_FALSE(fit.is_usable() || fit.is_off());
}

} // namespace
} // namespace counterpoint

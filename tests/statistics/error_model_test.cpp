#include "counterpoint/statistics/error_model.hpp"

#include "model_sky.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace counterpoint {
namespace {

using namespace test_support::model_sky;

constexpr std::size_t n_xray = 6000;
constexpr double infrared_sigma = 0.15; // of candidate_at()

// Of X-ray source `id`.
using OfSource = std::function<double(std::uint64_t id)>;

double uniform(std::uint64_t id, std::uint32_t step) {
  return random_uniforms({.seed = 400, .id = id, .step = step})[0];
}

// From 0.25 to 0.75 arcsec, evenly in the logarithm.
double varied(std::uint64_t id) {
  return 0.25 * std::pow(3.0, uniform(id, 0));
}

// X-ray sources whose true and declared errors are two things.
struct SkyOfErrors {
  SkyOfErrors(const OfSource& true_sigma, const OfSource& declared,
              const std::function<std::uint16_t(std::uint64_t)>& source_class = {},
              const OfSource& fraction = {})
      : sky{make_model_sky(
            n_xray, 0.4, 401, 15.5,
            [&](std::uint64_t id) { return std::hypot(true_sigma(id), infrared_sigma); },
            fraction)} {
    for (std::uint64_t id = 0; id < sky.candidates.size(); ++id) {
      XrayTerms& of_source = terms.emplace_back(sky_terms);
      of_source.sigma = Angle::from_arcsec(declared(id));
      if (source_class) of_source.source_class = source_class(id);
    }
  }

  [[nodiscard]] ErrorModelFit fit(const ErrorTermChoice& choice = {},
                                  std::size_t n_classes = 0) const {
    const auto sources = candidates_of(sky, terms);
    return fit_error_model(data_of(sky, sources), choice, n_classes);
  }

  ModelSky sky;
  std::vector<XrayTerms> terms; // of each source
};

const ErrorTerm& term(const ErrorModelFit& fit, const std::string& name) {
  const auto found = std::find_if(fit.terms.begin(), fit.terms.end(),
                                  [&](const ErrorTerm& of_fit) { return of_fit.name == name; });
  EXPECT_NE(found, fit.terms.end()) << name;
  return *found;
}

void expect_nothing_but_the_factor(const ErrorModelFit& fit) {
  EXPECT_EQ(fit.model.floor, Angle{});
  EXPECT_EQ(fit.model.tail.fraction, 0.0);
  EXPECT_TRUE(fit.model.class_factors.empty());
  for (const ErrorTerm& tried : fit.terms)
    EXPECT_EQ(tried.is_significant, tried.name == "factor" && !tried.source_class) << tried.name;
}

TEST(ErrorModel, of_true_errors_is_a_factor_of_one) {
  const ErrorModelFit fit = SkyOfErrors{varied, varied}.fit();
  expect_nothing_but_the_factor(fit);
  EXPECT_NEAR(fit.model.factor, 1.0, 4.0 * fit.factor_error);
  EXPECT_EQ(fit.terms.size(), 4U);
  EXPECT_FALSE(fit.is_off());
}

TEST(ErrorModel, finds_a_floor_that_is_not_declared) {
  const ErrorModelFit fit =
      SkyOfErrors{[](std::uint64_t id) { return std::hypot(varied(id), 0.4); }, varied}.fit();
  EXPECT_TRUE(term(fit, "floor").is_significant && fit.is_off());
  EXPECT_NEAR(fit.model.floor.arcsec(), 0.4, 4.0 * term(fit, "floor").error);
  EXPECT_LT(term(fit, "floor").error, 0.1);
  EXPECT_NEAR(fit.model.factor, 1.0, 4.0 * fit.factor_error);
  EXPECT_EQ(fit.model.tail.fraction, 0.0);
}

TEST(ErrorModel, finds_a_floor_that_is_declared_and_not_there) {
  const ErrorModelFit fit =
      SkyOfErrors{varied, [](std::uint64_t id) { return std::hypot(varied(id), 0.5); }}.fit();
  EXPECT_TRUE(term(fit, "floor").is_significant && fit.is_off());
  EXPECT_NEAR(fit.model.floor.arcsec(), -0.5, 4.0 * term(fit, "floor").error);
  EXPECT_LT(term(fit, "floor").error, 0.1);
  EXPECT_NEAR(fit.model.factor, 1.0, 4.0 * fit.factor_error);
}

TEST(ErrorModel, finds_a_tail) {
  const auto with_tail = [](std::uint64_t id) {
    return (uniform(id, 7) < 0.3 ? 3.0 : 1.0) * 0.7 * varied(id);
  };
  const SkyOfErrors sky{with_tail, [](std::uint64_t id) { return 0.7 * varied(id); }};
  const ErrorModelFit fit = sky.fit();
  EXPECT_TRUE(term(fit, "tail_fraction").is_significant && fit.is_off());
  EXPECT_NEAR(fit.model.tail.fraction, 0.3, 4.0 * term(fit, "tail_fraction").error);
  EXPECT_NEAR(fit.model.tail.width, 3.0, 4.0 * term(fit, "tail_width").error);
  EXPECT_LT(term(fit, "tail_fraction").error, 0.15);
  EXPECT_LT(fit.lone_factor_error, fit.factor_error / fit.model.factor);
  EXPECT_EQ(fit.model.floor, Angle{});
  // Who does not want it has it neither in the model nor in the table.
  const ErrorModelFit without = sky.fit({true, true, false});
  EXPECT_EQ(without.model.tail.fraction, 0.0);
  EXPECT_EQ(without.terms.size(), 2U);
}

// Where most offsets are in the tail, the factor of the others is poorly known, and the width of
// all is not: such fits were not applied.
TEST(ErrorModel, is_usable_with_a_core_that_is_poorly_known) {
  ErrorModelFit fit;
  fit.model = {.factor = 0.5, .tail = {0.8, 2.5}};
  fit.factor_error = 0.12;
  fit.lone_factor_error = 0.04;
  fit.n_counterparts = 500.0;
  EXPECT_TRUE(fit.is_usable());
  fit.lone_factor_error = 0.24;
  EXPECT_FALSE(fit.is_usable());
}

// What chance brings in one sky of fifty is worth using, not worth a warning.
TEST(ErrorModel, is_off_by_a_term_that_chance_hardly_ever_brings) {
  ErrorModelFit fit;
  fit.n_counterparts = 500.0;
  fit.factor_error = fit.lone_factor_error = 0.04;
  fit.terms = {{"factor", std::nullopt, 1.0, 0.04, 50.0, true},
               {"floor", std::nullopt, 0.1, 0.05, 4.0, true}};
  EXPECT_FALSE(fit.is_off());
  fit.terms.back().log_likelihood_gain = 6.0;
  EXPECT_TRUE(fit.is_off());
  fit.terms.back().is_significant = false;
  EXPECT_FALSE(fit.is_off());
  // Of a factor and a floor each makes the other needless, and both together are needed.
  fit.log_likelihood_gain = 14.0;
  EXPECT_FALSE(fit.is_off());
  fit.log_likelihood_gain = 36.0;
  EXPECT_TRUE(fit.is_off());
}

// Small errors nearly always with a counterpart, large ones seldom: with one Q for all it seemed as
// if large errors were overstated, and as if there were a tail.
TEST(ErrorModel, does_not_take_a_fraction_that_goes_with_the_error_for_wrong_errors) {
  const SkyOfErrors sky{
      varied, varied, {}, [](std::uint64_t id) { return varied(id) < 0.43 ? 0.8 : 0.15; }};
  const ErrorModelFit fit = sky.fit();
  expect_nothing_but_the_factor(fit);
  EXPECT_NEAR(fit.model.factor, 1.0, 4.0 * fit.factor_error);
  EXPECT_FALSE(fit.is_off());
}

TEST(ErrorModel, has_a_factor_for_each_class_where_they_differ) {
  const auto in_third = [](std::uint64_t id) { return std::size_t{id % 3 == 0 ? 1U : 0U}; };
  const auto doubled = [&](std::uint64_t id) {
    return (in_third(id) == 1 ? 2.0 : 1.0) * 0.5 * varied(id);
  };
  const SkyOfErrors sky{doubled, [](std::uint64_t id) { return 0.5 * varied(id); }, in_third};
  const ErrorModelFit fit = sky.fit({}, 2);
  ASSERT_EQ(fit.model.class_factors.size(), 2U);
  std::vector<const ErrorTerm*> of_class;
  for (const ErrorTerm& found : fit.terms) {
    if (found.source_class) of_class.push_back(&found);
  }
  ASSERT_EQ(of_class.size(), 2U);
  EXPECT_NEAR(of_class[0]->value, 1.0, 4.0 * of_class[0]->error);
  EXPECT_NEAR(of_class[1]->value, 2.0, 4.0 * of_class[1]->error);
  EXPECT_LT(of_class[1]->error, 0.2);
  const SkyEllipse declared{Angle::from_arcsec(0.3)};
  EXPECT_NEAR(fit.model.sigma(declared, 1).major.arcsec(), 0.3 * of_class[1]->value, 1e-12);

  expect_nothing_but_the_factor(SkyOfErrors{varied, varied, in_third}.fit({}, 2));
  EXPECT_TRUE(sky.fit({false, true, true}, 2).model.class_factors.empty());
}

} // namespace
} // namespace counterpoint

#include "counterpoint/statistics/fraction_trends.hpp"
#include "model_sky.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace counterpoint {
namespace {

using namespace test_support::model_sky;

constexpr std::size_t n_of_each = 1500;
constexpr double conspicuous = 4.0; // standard deviations

// The trends of two halves of a sky, whose terms differ as `change` makes them.
template <class Change>
FractionTrends trends_of(const std::array<double, 2>& q, const Change& change) {
  std::vector<ModelSky> skies;
  for (const double of_half : q)
    skies.push_back(make_model_sky(n_of_each, of_half, 400 + skies.size(), 15.6));
  std::vector<XrayCandidates> sources;
  for (std::size_t half = 0; half < skies.size(); ++half) {
    XrayTerms terms = sky_terms;
    change(terms, half);
    for (const auto& candidates : skies[half].candidates)
      sources.push_back({candidates, terms, std::ssize(sources)});
  }
  const LikelihoodData data = data_of(skies.front(), sources);
  return fraction_trends(data, fit_likelihood_ratio_and_prior(data, LikelihoodTerms{data}));
}

void set_error(XrayTerms& terms, std::size_t half) {
  terms.sigma = Angle::from_arcsec(half == 0 ? 0.46 : 0.50);
}

void set_density(XrayTerms& terms, std::size_t half) {
  terms.density_factor = half == 0 ? 0.95 : 1.05;
}

TEST(FractionTrends, with_the_error) {
  EXPECT_LT(trends_of({0.6, 0.3}, set_error).with_error.sigmas, -conspicuous);
  EXPECT_GT(trends_of({0.3, 0.6}, set_error).with_error.sigmas, conspicuous);
  const FractionTrends none = trends_of({0.5, 0.5}, set_error);
  EXPECT_LT(std::abs(none.with_error.sigmas), conspicuous);
  EXPECT_NEAR(none.with_error.spread, 0.5 * std::log(0.50 / 0.46), 1e-6);
}

TEST(FractionTrends, with_the_density) {
  EXPECT_LT(trends_of({0.6, 0.3}, set_density).with_density.sigmas, -conspicuous);
  EXPECT_GT(trends_of({0.3, 0.6}, set_density).with_density.sigmas, conspicuous);
  const FractionTrends none = trends_of({0.5, 0.5}, set_density);
  EXPECT_LT(std::abs(none.with_density.sigmas), conspicuous);
  EXPECT_NEAR(none.with_density.spread, 0.5 * std::log(1.05 / 0.95), 1e-6);
  EXPECT_EQ(none.with_error.sigmas, 0.0); // all have the same
}

TEST(FractionTrends, where_nothing_can_be_told) {
  const FractionTrends none = trends_of({0.0, 0.0}, [](XrayTerms&, std::size_t) {});
  EXPECT_EQ(none.with_error.sigmas, 0.0);
  EXPECT_EQ(none.with_density.sigmas, 0.0);
}

} // namespace
} // namespace counterpoint

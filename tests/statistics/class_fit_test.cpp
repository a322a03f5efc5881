#include "counterpoint/statistics/class_fit.hpp"
#include "model_sky.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace counterpoint {
namespace {

using namespace test_support::model_sky;

// What is drawn of a class.
struct DrawnClass {
  std::size_t n_xray;
  double q;
  double ks_mean;
};

// Skies on one background, each the sources of one class, as one catalogue.
struct SkyOfClasses {
  explicit SkyOfClasses(const std::vector<DrawnClass>& classes) {
    for (const DrawnClass& drawn : classes)
      skies.push_back(make_model_sky(drawn.n_xray, drawn.q, 300 + skies.size(), drawn.ks_mean));
    for (std::size_t c = 0; c < skies.size(); ++c) {
      XrayTerms terms = sky_terms;
      terms.source_class = static_cast<std::uint16_t>(c);
      for (const auto& candidates : skies[c].candidates)
        sources.push_back({candidates, terms, std::ssize(sources)});
    }
  }

  [[nodiscard]] LikelihoodRatioModel common() const {
    const LikelihoodData data = data_of(skies.front(), sources);
    return fit_likelihood_ratio_and_prior(data, LikelihoodTerms{data});
  }
  [[nodiscard]] ClassFit fit(std::size_t n_classes) const {
    const LikelihoodData data = data_of(skies.front(), sources);
    const LikelihoodTerms terms{data};
    return fit_classes(data, terms, fit_likelihood_ratio_and_prior(data, terms), 0.01, n_classes);
  }

  std::vector<ModelSky> skies;
  std::vector<XrayCandidates> sources;
};

double mean_ks(const ClassModel& model) {
  double mean = 0.0;
  for (std::size_t c = 0; c < MagnitudeClasses::n_measured; ++c)
    mean += model.q[c] * MagnitudeClasses::width * (static_cast<double>(c) + 0.5);
  return mean / model.q_total;
}

double sum_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values)
    sum += value;
  return sum;
}

TEST(ClassFit, recovers_what_the_classes_do_not_share) {
  const SkyOfClasses sky{{{2500, 0.6, 15.6}, {2500, 0.2, 16.6}}};
  const ClassFit fit = sky.fit(2);
  EXPECT_EQ(fit.n_sources, (std::vector<std::int64_t>{2500, 2500}));
  EXPECT_NEAR(fit.models[0].q_total, 0.6, 0.04);
  EXPECT_NEAR(fit.models[1].q_total, 0.2, 0.04);
  EXPECT_NEAR(mean_ks(fit.models[0]), 15.6, 0.15);
  EXPECT_NEAR(mean_ks(fit.models[1]), 16.6, 0.4);
  for (std::size_t c = 0; c < 2; ++c) {
    EXPECT_NEAR(sum_of(fit.models[c].q), fit.models[c].q_total, 1e-9);
    // Between that of a count and three times it, for the stars confuse.
    const double of_count = std::sqrt(fit.models[c].q_total * (1.0 - fit.models[c].q_total) / 2500);
    EXPECT_GT(fit.q_errors[c], 0.8 * of_count);
    EXPECT_LT(fit.q_errors[c], 3.0 * of_count);
  }
  EXPECT_GT(fit.log_likelihood_gain, 50.0);
}

// As where two instruments take turns: a class that came to lie in one fold could not be told from
// the others.
TEST(ClassFit, a_class_may_be_every_fourth_row) {
  SkyOfClasses sky{{{1500, 0.3, 16.0}, {500, 0.9, 16.0}}};
  std::int64_t n_of_first = 0;
  std::int64_t n_of_second = 0;
  for (XrayCandidates& source : sky.sources) {
    if (source.terms.source_class == 1) {
      source.xray_id = 4 * n_of_second++;
    } else {
      source.xray_id = 4 * (n_of_first / 3) + 1 + n_of_first % 3;
      ++n_of_first;
    }
  }
  const ClassFit fit = sky.fit(2);
  EXPECT_NEAR(fit.models[0].q_total, 0.3, 0.05);
  EXPECT_NEAR(fit.models[1].q_total, 0.9, 0.06);
}

// Of the counterparts of the two together ln(q / n) is far from a parabola, of each class it is
// one.
TEST(ClassFit, each_class_has_the_prior_of_its_own_magnitudes) {
  const SkyOfClasses sky{{{1000, 0.6, 14.7}, {1000, 0.3, 17.3}}};
  EXPECT_EQ(sky.common().prior, MagnitudePrior::flat);
  const ClassFit fit = sky.fit(2);
  for (std::size_t c = 0; c < 2; ++c) {
    std::vector<double> drawn;
    for (std::size_t m = 0; m < MagnitudeClasses::n_classes; ++m) {
      const double ks = MagnitudeClasses::width * (static_cast<double>(m) + 0.5);
      const double z = (ks - (c == 0 ? 14.7 : 17.3)) / 0.8;
      drawn.push_back(ks > 14.0 && ks < 18.0 ? std::exp(-0.5 * z * z) : 0.0);
    }
    double apart = 0.0; // how much of q is elsewhere
    for (std::size_t m = 0; m < drawn.size(); ++m)
      apart +=
          0.5 * std::abs(fit.models[c].q[m] / fit.models[c].q_total - drawn[m] / sum_of(drawn));
    EXPECT_LT(apart, 0.04) << c;
  }
}

TEST(ClassFit, sources_that_are_alike_keep_the_common_model) {
  const SkyOfClasses sky{{{2500, 0.4, 15.5}, {2500, 0.4, 15.5}}};
  const ClassFit fit = sky.fit(2);
  const LikelihoodRatioModel common = sky.common();
  for (const ClassModel& model : fit.models) {
    EXPECT_EQ(model.q, common.q);
    EXPECT_EQ(model.q_total, common.q_total);
  }
  EXPECT_EQ(fit.log_likelihood_gain, 0.0);
  EXPECT_EQ(fit.error_slope, 0.0);
}

// Among thousands of sources that are alike, five without a counterpart do not make a class.
TEST(ClassFit, a_class_of_few_is_drawn_to_the_common_model) {
  const SkyOfClasses sky{{{2500, 0.5, 15.5}, {5, 0.0, 15.5}, {0, 0.0, 15.5}}};
  const ClassFit fit = sky.fit(3);
  const LikelihoodRatioModel common = sky.common();
  EXPECT_NEAR(fit.models[1].q_total, common.q_total, 0.2);
  EXPECT_EQ(fit.n_sources[2], 0);
  EXPECT_EQ(fit.models[2].q_total, common.q_total);
  EXPECT_EQ(fit.q_errors[2], 0.01);
}

// A class whose shape is drawn to that of all has the Q that is likeliest with it.
TEST(ClassFit, q_belongs_to_the_shape_that_the_class_is_given) {
  const SkyOfClasses sky{{{1500, 0.7, 15.5}, {400, 0.2, 15.5}}};
  const ClassFit fit = sky.fit(2);
  const LikelihoodRatioModel common = sky.common();
  const ClassModel& few = fit.models[1];
  const std::vector<XrayCandidates> of_few(sky.sources.begin() + 1500, sky.sources.end());
  const auto at = [&](double q_total) {
    LikelihoodRatioModel model = common;
    model.q_total = q_total;
    for (std::size_t c = 0; c < model.q.size(); ++c)
      model.q[c] = few.q[c] * q_total / few.q_total;
    const LikelihoodData data = data_of(sky.skies.front(), of_few);
    return log_likelihood(model, *LikelihoodTerms{data}, data);
  };
  const double strength = fit.prior.n_sources; // that the common Q has beside those of the class
  ASSERT_TRUE(std::isfinite(strength));
  const double own = few.q_total + strength / 400.0 * (few.q_total - common.q_total);
  EXPECT_GT(at(own), at(1.01 * own));
  EXPECT_GT(at(own), at(0.99 * own));
}

// Two halves of one class, the sources of the smaller error more often with a counterpart.
TEST(ClassFit, within_a_class_the_fraction_goes_with_the_error) {
  SkyOfClasses sky{{{2500, 0.6, 15.6}, {2500, 0.3, 15.6}}};
  const auto small = Angle::from_arcsec(0.42);
  const auto large = Angle::from_arcsec(0.54);
  for (XrayCandidates& source : sky.sources) {
    source.terms.sigma = source.terms.source_class == 0 ? small : large;
    source.terms.source_class = 0;
  }
  const ClassFit fit = sky.fit(1);
  const ClassModel& model = fit.models.front();
  EXPECT_LT(fit.error_slope, -2.0);
  EXPECT_EQ(model.slope, fit.error_slope);
  EXPECT_NEAR(model.q_total_at(0.42), 0.6, 0.06);
  EXPECT_NEAR(model.q_total_at(0.54), 0.3, 0.06);
  EXPECT_NEAR(0.5 * (model.q_total_at(0.42) + model.q_total_at(0.54)), model.q_total, 1e-6);
}

} // namespace
} // namespace counterpoint

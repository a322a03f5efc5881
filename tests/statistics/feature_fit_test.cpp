#include "counterpoint/statistics/feature_correlation.hpp"
#include "counterpoint/statistics/feature_fit.hpp"
#include "model_sky.hpp"
#include "statistics/band_system.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace counterpoint {
namespace {

using namespace test_support::model_sky;

BandSystem some_system() {
  BandSystem system{6, 3};
  for (std::size_t i = 0; i < 6; ++i) {
    system.add(i, i, 7.0 + static_cast<double>(i));
    for (std::size_t k = 1; k <= 3 && i + k < 6; ++k)
      system.add(i, i + k, k == 2 ? 0.0 : 1.0 / static_cast<double>(i + k));
  }
  return system;
}

TEST(BandSystem, is_solved) {
  const BandSystem system = some_system();
  const std::vector<double> x{1.0, -2.0, 3.0, 0.5, 0.0, -1.0};
  const std::vector<double> found = system.solution(system.product(x));
  for (std::size_t i = 0; i < x.size(); ++i)
    EXPECT_NEAR(found[i], x[i], 1e-12);
}

// d ln det A / dA_ii is the element i, i of the inverse.
TEST(BandSystem, has_a_determinant) {
  constexpr double difference = 1e-5;
  const BandSystem system = some_system();
  for (std::size_t i = 0; i < system.size(); ++i) {
    BandSystem more = system;
    more.add(i, i, difference);
    std::vector<double> unit(system.size());
    unit[i] = 1.0;
    EXPECT_NEAR((more.log_determinant() - system.log_determinant()) / difference,
                system.solution(unit)[i], 1e-6);
  }
  BandSystem diagonal{2, 1};
  diagonal.add(0, 0, 3.0);
  diagonal.add(1, 1, 5.0);
  EXPECT_NEAR(diagonal.log_determinant(), std::log(15.0), 1e-14);
}

// What is drawn: a feature that goes with Ks, and whose counterparts lie `shift` spreads higher.
struct DrawnFeature {
  double shift;
  double missing = 0.0;              ///< fraction of the stars without a value
  double missing_counterparts = 0.0; ///< the same of the counterparts
  std::size_t n_features = 1;
};

constexpr int n_around = 200000; // stars of the catalogue, over 8 rows of magnitudes

// The model sky with values. A counterpart is the last candidate of its source.
struct SkyOfFeatures {
  SkyOfFeatures(std::size_t n_xray, const DrawnFeature& drawn)
      : sky{make_model_sky(n_xray, 0.4, 77)}, tally{drawn.n_features} {
    for (std::size_t i = 0; i < sky.candidates.size(); ++i) {
      for (std::size_t k = 0; k < sky.candidates[i].size(); ++k) {
        const bool is_true = sky.has_counterpart[i] && k + 1 == sky.candidates[i].size();
        Candidate& candidate = sky.candidates[i][k];
        set_value(candidate, is_true ? drawn.shift : 0.0,
                  is_true ? drawn.missing_counterparts : drawn.missing);
        tally.add(candidate.ks, candidate.features);
        if (is_true) ++counterparts[FeatureTally::row_of(candidate.ks)];
      }
    }
    // The catalogue around, with many stars.
    for (int i = 0; i < n_around; ++i) {
      Candidate star;
      star.ks = 14.0 + 4.0 * random_uniforms({.seed = 5, .id = static_cast<std::uint64_t>(i)})[0];
      set_value(star, 0.0, drawn.missing);
      tally.add(star.ks, star.features);
    }
    sources = candidates_of(sky);
  }

  void set_value(Candidate& candidate, double shift, double missing) {
    for (std::size_t f = 0; f < tally.n_features(); ++f) {
      const RandomKey key{.seed = 6, .id = n_drawn_++};
      const double value =
          0.7 + 0.1 * (candidate.ks - 16.0) + 0.25 * (shift + random_normals(key)[0]);
      const bool is_missing = random_uniforms({.seed = 7, .id = key.id})[0] < missing;
      candidate.features.of[f] = is_missing ? FeatureCode::missing : FeatureCode::of(value);
    }
  }

  [[nodiscard]] FeatureFit fit() const {
    const LikelihoodData data = data_of(sky, sources);
    return fit_features(data, std::vector<FeatureStars>(tally.n_features(), {tally}),
                        fit_likelihood_ratio(data));
  }

  ModelSky sky;
  FeatureTally tally;
  std::vector<double> counterparts = std::vector<double>(FeatureTally::n_rows); // by row
  std::vector<XrayCandidates> sources;

private:
  std::uint64_t n_drawn_ = 0;
};

double ratio_at(const FeatureFit& fit, double ks, double spreads) {
  return fit.model.features[0].factor(ks,
                                      FeatureCode::of(0.7 + 0.1 * (ks - 16.0) + 0.25 * spreads));
}

TEST(FeatureFit, recovers_a_shift_of_the_counterparts) {
  const SkyOfFeatures sky{4000, {.shift = 2.0}};
  const FeatureFit fit = sky.fit();
  EXPECT_TRUE(fit.is_used);
  EXPECT_GT(fit.log_likelihood_gain, 300.0);
  EXPECT_NEAR(fit.model.q_total, 0.4, 0.03);
  for (const double ks : {15.0, 16.0}) {
    for (const double spreads : {0.0, 1.0, 2.0, 3.0}) {
      // Of normal distributions with equal spreads; some stars are counterparts of others.
      const double over_field = std::exp(2.0 * spreads - 2.0);
      const double n_counterparts = sky.counterparts[FeatureTally::row_of(ks)];
      const double fraction = n_counterparts / (n_counterparts + n_around / 8.0);
      const double expected = over_field / (1.0 - fraction + fraction * over_field);
      EXPECT_NEAR(std::log(ratio_at(fit, ks, spreads) / expected), 0.0, 0.35) << ks << spreads;
    }
  }
}

TEST(FeatureFit, q_and_n_of_a_row_sum_to_one) {
  const SkyOfFeatures sky{1500, {.shift = 1.5, .missing = 0.3, .missing_counterparts = 0.1}};
  const FeatureModel feature = sky.fit().model.features[0];
  for (std::size_t row = 28; row < 36; ++row) {
    double stars = 0.0;
    double counterparts = 0.0;
    for (std::size_t c = 0; c < feature.classes.n_classes(); ++c) {
      stars += feature.n[feature.place(row, c)];
      counterparts += feature.n[feature.place(row, c)] * feature.ratio[feature.place(row, c)];
    }
    EXPECT_NEAR(counterparts / stars, 1.0, 0.01) << row;
  }
}

TEST(FeatureFit, missing_values_are_a_class_of_their_own) {
  const SkyOfFeatures sky{4000, {.shift = 0.0, .missing = 0.1, .missing_counterparts = 0.5}};
  const FeatureFit fit = sky.fit();
  EXPECT_TRUE(fit.is_used);
  EXPECT_NEAR(fit.model.features[0].factor(15.5, FeatureCode::missing), 5.0, 0.6);
  EXPECT_NEAR(ratio_at(fit, 15.5, 0.0), 0.5 / 0.9, 0.08);
}

TEST(FeatureFit, a_feature_that_tells_nothing_is_not_used) {
  const SkyOfFeatures sky{2000, {.shift = 0.0, .missing = 0.1, .missing_counterparts = 0.1}};
  const FeatureFit fit = sky.fit();
  EXPECT_FALSE(fit.is_used);
  EXPECT_LT(fit.log_likelihood_gain, 2.0);
  EXPECT_EQ(ratio_at(fit, 15.5, 2.0), 1.0);
}

TEST(FeatureFit, values_that_are_all_missing_or_all_the_same_are_no_harm) {
  const SkyOfFeatures nothing{300, {.shift = 0.0, .missing = 1.0, .missing_counterparts = 1.0}};
  EXPECT_FALSE(nothing.fit().is_used);
  FeatureTally tally{1};
  const FeatureCodes codes{{FeatureCode::of(1.0)}};
  for (int i = 0; i < 100; ++i)
    tally.add(15.0, codes);
  const FeatureModel same{{tally}, 0};
  EXPECT_EQ(same.factor(15.0, codes.of[0]), 1.0);
  EXPECT_EQ(same.classes.n_classes(), 2);
  EXPECT_EQ(FeatureModel({FeatureTally{1}}, 0).classes.n_classes(), 1);
}

// Rows with many stars around have their values, others those of the catalogue; all have its
// number.
TEST(FeatureModel, is_of_the_stars_around_where_there_are_any) {
  FeatureTally all{1};
  FeatureTally around{1};
  constexpr double crowded = 15.0;
  constexpr double empty = 13.0;
  const auto add = [](FeatureTally& tally, double ks, double value, std::int64_t n) {
    tally.add(ks, {{FeatureCode::of(value)}}, n);
  };
  for (const double ks : {crowded, empty}) {
    add(all, ks, 1.0, 600);
    add(all, ks, 2.0, 400);
  }
  add(around, crowded, 1.0, 800);
  add(around, crowded, 2.0, 100);
  const FeatureModel model{{all, &around}, 0};
  const auto n_at = [&](double ks, double value) {
    return model.n[model.place_of(ks, FeatureCode::of(value))];
  };
  // As if a hundred of the catalogue were among them.
  EXPECT_NEAR(n_at(crowded, 1.0), 1000.0 * (800.0 + 60.0) / 1000.0, 1e-9);
  EXPECT_NEAR(n_at(crowded, 1.0) + n_at(crowded, 2.0), 1000.0, 1e-9);
  EXPECT_NEAR(n_at(empty, 1.0) + n_at(empty, 2.0), 1000.0, 1e-9);
  EXPECT_NEAR(n_at(empty, 1.0), 600.0, 1e-9);
}

TEST(FeatureFit, features_that_go_together_are_seen) {
  SkyOfFeatures sky{1000, {.shift = 0.0, .n_features = 2}};
  const auto correlation = [&] {
    const LikelihoodData data = data_of(sky.sky, sky.sources);
    return largest_correlation(data, sky.fit().model);
  };
  EXPECT_FALSE(correlation().is_conspicuous());
  for (auto& candidates : sky.sky.candidates) {
    for (Candidate& candidate : candidates)
      candidate.features.of[1] = candidate.features.of[0];
  }
  EXPECT_TRUE(correlation().is_conspicuous());
  EXPECT_NEAR(correlation().coefficient, 1.0, 0.02);
}

// As two columns of one list have it: G has a value where F has one.
TEST(FeatureFit, values_that_are_missing_together_count_once) {
  SkyOfFeatures sky{2000,
                    {.shift = 0.0, .missing = 0.5, .missing_counterparts = 0.2, .n_features = 2}};
  const FeatureFit apart = sky.fit();
  EXPECT_FALSE(apart.missing_together[0] || apart.missing_together[1]);
  EXPECT_LT(apart.model.features[1].factor_of_missing(), 0.6);
  for (auto& candidates : sky.sky.candidates) {
    for (Candidate& candidate : candidates)
      candidate.features.of[1] = candidate.features.of[0];
  }
  const FeatureFit fit = sky.fit();
  ASSERT_TRUE(fit.missing_together[1]);
  EXPECT_FALSE(fit.missing_together[0]);
  EXPECT_EQ(fit.missing_together[1]->with, 0U);
  EXPECT_NEAR(fit.missing_together[1]->correlation, 1.0, 1e-12);
  EXPECT_TRUE(fit.is_used);
  EXPECT_LT(fit.model.features[0].factor_of_missing(), 0.6);
  EXPECT_NEAR(fit.model.features[1].factor_of_missing(), 1.0, 1e-9);
}

TEST(FeatureFit, values_that_are_missing_for_the_other_stars_count_once) {
  SkyOfFeatures sky{2000,
                    {.shift = 0.0, .missing = 0.5, .missing_counterparts = 0.2, .n_features = 2}};
  for (auto& candidates : sky.sky.candidates) {
    for (Candidate& candidate : candidates) {
      const bool has_first = FeatureCode::has_value(candidate.features.of[0]);
      candidate.features.of[1] = has_first ? FeatureCode::missing : FeatureCode::of(0.7);
    }
  }
  const FeatureFit fit = sky.fit();
  ASSERT_TRUE(fit.missing_together[1]);
  EXPECT_NEAR(fit.missing_together[1]->correlation, -1.0, 1e-12);
}

// F is far from its mean, on either side, where G is large.
TEST(FeatureFit, features_that_go_together_on_both_sides_are_seen) {
  SkyOfFeatures sky{1000, {.shift = 0.0, .n_features = 2}};
  for (auto& candidates : sky.sky.candidates) {
    for (Candidate& candidate : candidates) {
      const double middle = 0.7 + 0.1 * (candidate.ks - 16.0);
      const double deviation = FeatureCode::value(candidate.features.of[0]) - middle;
      candidate.features.of[1] = FeatureCode::of(middle + 2.0 * deviation * deviation);
    }
  }
  const LikelihoodData data = data_of(sky.sky, sky.sources);
  const FeatureCorrelation found = largest_correlation(data, sky.fit().model);
  EXPECT_TRUE(found.is_conspicuous());
  EXPECT_TRUE(found.is_of_squares);
  EXPECT_GT(found.coefficient, 0.7);
}

TEST(FeatureFit, features_that_both_tell_counterparts_need_not_go_together) {
  const SkyOfFeatures sky{2000, {.shift = 4.0, .n_features = 2}};
  const LikelihoodData data = data_of(sky.sky, sky.sources);
  const FeatureFit fit = sky.fit();
  EXPECT_TRUE(fit.is_used);
  EXPECT_LT(std::abs(largest_correlation(data, fit.model).coefficient), 0.15);
}

} // namespace
} // namespace counterpoint

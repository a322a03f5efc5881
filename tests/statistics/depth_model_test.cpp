#include "counterpoint/statistics/depth_model.hpp"
#include "model_sky.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>
#include <vector>

namespace counterpoint {
namespace {

using namespace test_support::model_sky;

// Stars from Ks 10 to 17.5, whose number rises by 0.3 dex per mag, as far as they are listed.
std::vector<std::int64_t> stars(double n, double limit, double width) {
  std::vector<std::int64_t> by_class(MagnitudeClasses::n_classes);
  for (std::size_t c = MagnitudeClasses::of(10.0); c < MagnitudeClasses::of(17.5); ++c) {
    const double ks = (static_cast<double>(c) + 0.5) * MagnitudeClasses::width;
    const double listed = 0.5 * std::erfc((ks - limit) / (width * std::sqrt(2.0)));
    by_class[c] = std::llround(n * std::pow(10.0, 0.3 * (ks - 17.5)) * listed);
  }
  return by_class;
}

std::int64_t number(const std::vector<std::int64_t>& by_class) {
  std::int64_t n = 0;
  for (const std::int64_t count : by_class)
    n += count;
  return n;
}

std::vector<std::int64_t> sum(const std::vector<std::vector<std::int64_t>>& parts) {
  std::vector<std::int64_t> all(MagnitudeClasses::n_classes);
  for (const auto& part : parts) {
    for (std::size_t c = 0; c < all.size(); ++c)
      all[c] += part[c];
  }
  return all;
}

TEST(DepthModel, recovers_limits_and_the_stars_that_are_missed) {
  constexpr double deep = 30.0; // all are listed
  const DepthCounts counts{{stars(1000, 15.6, 0.4), stars(4000, deep, 0.1), stars(500, 14.3, 0.01)},
                           {number(stars(20000, 15.6, 0.4)), number(stars(20000, deep, 0.1)),
                            number(stars(20000, 14.3, 0.01))}};
  const auto listed =
      sum({stars(20000, 15.6, 0.4), stars(20000, deep, 0.1), stars(20000, 14.3, 0.01)});
  const DepthModel model = fit_depth(counts, listed, 3e6);
  ASSERT_EQ(model.places.size(), 3U);
  EXPECT_NEAR(model.places[0].limit, 15.6, 0.06);
  EXPECT_NEAR(model.places[0].width, 0.4, 0.01);
  EXPECT_TRUE(std::isnan(model.places[1].limit));
  EXPECT_NEAR(model.places[2].limit, 14.25, 0.06); // classes end there
  const auto all = stars(20000, deep, 0.1);
  for (std::size_t c = MagnitudeClasses::of(11.0); c < MagnitudeClasses::of(17.5); ++c)
    EXPECT_NEAR(model.n[c] * 1e6 / static_cast<double>(all[c]), 1.0, 0.02) << c;
  for (std::size_t place = 0; place < 3; ++place)
    EXPECT_NEAR(model.places[place].listed * static_cast<double>(number(listed)) /
                    static_cast<double>(3 * counts.rows[place]),
                1.0, 0.02);
}

TEST(DepthModel, missing_magnitudes_go_with_the_stars) {
  auto first = stars(4000, 30.0, 0.1);
  auto second = stars(4000, 15.0, 0.1);
  first[MagnitudeClasses::missing] = 2000;
  second[MagnitudeClasses::missing] = 1000;
  const DepthModel model =
      fit_depth({{first, second}, {number(first), number(second)}}, sum({first, second}), 1e6);
  EXPECT_NEAR(model.places[0].completeness.back(), 1.0, 1e-9);
  EXPECT_NEAR(model.places[1].completeness.back(), 0.5, 0.02);
}

TEST(DepthModel, one_place_has_no_limit) {
  const auto all = stars(4000, 17.0, 0.3);
  DepthModel model = fit_depth({{all}, {number(all)}}, all, 1e6);
  model.weigh_by(std::vector<std::int64_t>{10});
  EXPECT_EQ(model.places[0].completeness, std::vector<double>(MagnitudeClasses::n_classes, 1.0));
  EXPECT_NEAR(model.places[0].listed, 1.0, 1e-12);
  EXPECT_EQ(model.mean_listed_part(model.n), 1.0);
}

// A sky of the model; round every other source nothing fainter than Ks 15.5 is listed.
struct SkyOfTwoDepths {
  SkyOfTwoDepths() : sky{make_model_sky(6000, 0.5, 11)} {
    auto shallow = sky.infrared_counts;
    for (std::size_t c = MagnitudeClasses::of(15.5); c < shallow.size(); ++c)
      shallow[c] = 0;
    const auto deep = sky.infrared_counts;
    sky.infrared_counts = sum({deep, shallow});
    sky.area_arcsec2 *= 2.0;
    DepthModel model = fit_depth({{deep, shallow}, {number(deep), number(shallow)}},
                                 sky.infrared_counts, sky.area_arcsec2);
    model.weigh_by(std::vector<std::int64_t>{1, 1});
    depth = std::make_shared<const DepthModel>(std::move(model));
    for (std::size_t i = 1; i < sky.candidates.size(); i += 2)
      std::erase_if(sky.candidates[i], [](const Candidate& star) { return star.ks >= 15.5; });
    for (std::size_t i = 0; i < sky.candidates.size(); ++i) {
      XrayTerms& of_source = terms.emplace_back(sky_terms);
      of_source.depth_place = i % 2;
      of_source.depth_factor = depth->places[i % 2].listed;
    }
  }

  ModelSky sky;
  std::shared_ptr<const DepthModel> depth;
  std::vector<XrayTerms> terms; // of each source
};

TEST(DepthModel, counterparts_that_are_too_faint_are_made_out) {
  const SkyOfTwoDepths made;
  const auto sources = candidates_of(made.sky, made.terms);
  LikelihoodData data = data_of(made.sky, sources);
  data.depth = made.depth;
  const LikelihoodRatioModel model = fit_likelihood_ratio(data);
  EXPECT_NEAR(model.q_total, 0.5, 0.035);
  EXPECT_NEAR(model.q_total_of(made.terms[0]), 0.5, 0.035);
  EXPECT_NEAR(model.q_total_of(made.terms[1]), 0.25, 0.025); // those brighter than the mean
  EXPECT_NEAR(model.listed_q_total(), 0.375, 0.03);
  double mean = 0.0;
  for (std::size_t c = 0; c < MagnitudeClasses::n_measured; ++c)
    mean += model.q[c] * MagnitudeClasses::width * (static_cast<double>(c) + 0.5);
  EXPECT_NEAR(mean / model.q_total, 15.5, 0.15);
  // The same density of stars and counterparts at both places, as far as they are listed.
  const MagnitudeRatio ratio{model};
  EXPECT_EQ(ratio(15.0, made.terms[0]), ratio(15.0, made.terms[1]));
  const Angle near = Angle::from_arcsec(1.0);
  EXPECT_EQ(chance_of_unrelated(model, 15.0, near, made.terms[0]),
            chance_of_unrelated(model, 15.0, near, made.terms[1]));
  EXPECT_GT(chance_of_unrelated(model, 17.0, near, made.terms[0]),
            1.8 * chance_of_unrelated(model, 17.0, near, made.terms[1]));
}

} // namespace
} // namespace counterpoint

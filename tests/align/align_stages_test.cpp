#include "align/align_plan.hpp"
#include "align/align_results.hpp"
#include "align/align_sources.hpp"
#include "counterpoint/align/align.hpp"
#include "support/refusal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace counterpoint {
namespace {

using test_support::refusal;

constexpr double spacing_deg = 0.01;

// Sources in a row, an arcminute off axis, with a hundred counts each.
XrayCatalogue row_of_sources(std::size_t n) {
  XrayCatalogue catalogue;
  TextList names;
  catalogue.observations = {""};
  for (std::size_t i = 0; i < n; ++i) {
    XraySource source;
    source.xray_id = static_cast<std::int64_t>(i);
    source.position =
        SkyPosition{Angle::from_degrees(120.0 + spacing_deg * static_cast<double>(i)), Angle{}};
    source.sigma = Angle::from_arcsec(0.5);
    source.error = source.sigma;
    source.kept = true;
    catalogue.sources.own().push_back(source);
    catalogue.detections.own().push_back({100.0, Angle::from_arcmin(1.0)});
    names.push_back("source-" + std::to_string(i));
  }
  catalogue.names = names;
  return catalogue;
}

AlignOptions options_with_names(const std::vector<std::string>& given) {
  std::vector<std::string> arguments{"--xray.catalogue", "x.csv", "--infrared.catalogue", "i.csv",
                                     "--xray.counts",    "n",     "--xray.theta",         "t",
                                     "--xray.name",      "id"};
  arguments.insert(arguments.end(), given.begin(), given.end());
  return align_options(Settings{align_keys(), arguments});
}

AlignSources sources_of(XrayCatalogue catalogue, const AlignOptions& options) {
  return with_uncertainties(std::move(catalogue), options.xray, options.uncertainty.out_of_range);
}

AlignPlan plan_of(const XrayCatalogue& catalogue, const AlignOptions& options) {
  const AlignSources sources = sources_of(catalogue, options);
  return plan_align(options, sources, sources_by_observation(sources), {}, 2);
}

TEST(AlignSources, uncertainties_follow_from_counts_or_are_as_quoted) {
  XrayCatalogue catalogue = row_of_sources(3);
  catalogue.detections.own()[1].counts = std::nan("");
  catalogue.detections.own()[2].counts = -5.0;
  catalogue.sources.own()[2].sigma = Angle::nan();
  AlignOptions options = options_with_names({});
  const AlignSources kim = sources_of(catalogue, options);
  EXPECT_EQ(kim.uncertainties[0].origin, UncertaintyOrigin::kim2007);
  EXPECT_EQ(kim.uncertainties[0].radius_95, kim2007_radius_95(Angle::from_arcmin(1.0), 100.0));
  EXPECT_EQ(kim.uncertainties[1].origin, UncertaintyOrigin::quoted);
  EXPECT_EQ(kim.uncertainties[2].origin, UncertaintyOrigin::clamped);
  EXPECT_NEAR(kim.sigma(1)->arcsec(), 0.5, 1e-12);
  options.xray.counts.name.clear();
  options.xray.off_axis.name.clear();
  const AlignSources quoted = sources_of(catalogue, options);
  EXPECT_EQ(quoted.uncertainties[0].origin, UncertaintyOrigin::quoted);
  EXPECT_EQ(quoted.uncertainties[2].origin, UncertaintyOrigin::unknown);
  EXPECT_FALSE(quoted.sigma(2).has_value());
  EXPECT_FALSE(sources_of(catalogue, options_with_names({"--uncertainty.out-of-range", "zero"}))
                   .sigma(2)
                   .has_value()); // 0 is no standard deviation
}

TEST(AlignSources, each_source_counts_once_an_observation) {
  XrayCatalogue catalogue = row_of_sources(5);
  catalogue.observations = {"A", "B"};
  catalogue.sources.own()[3].observation = 1;
  catalogue.detections.own()[1].counts = 500.0;
  TextList names; // the first source was observed twice in A, better the second time, and once in B
  for (const char* name : {"source-0", "source-0", "source-2", "source-0", "source-4"})
    names.push_back(name);
  catalogue.names = names;
  catalogue.sources.own()[4].position.reset();
  const AlignSources sources = sources_of(catalogue, options_with_names({}));
  EXPECT_EQ(sources_by_observation(sources), (RowsByObservation{{1, 2}, {3}}));
}

TEST(AlignSources, a_part_of_the_catalogue_keeps_its_rows_and_has_their_uncertainties) {
  const AlignSources sources = sources_of(row_of_sources(3), options_with_names({}));
  const std::vector<std::size_t> rows{2, 0};
  const XrayCatalogue part = catalogue_of(sources, rows);
  ASSERT_EQ(part.sources.size(), 2U);
  EXPECT_EQ(part.sources[0].xray_id, 2);
  EXPECT_EQ(part.sources[0].sigma.major, *sources.sigma(2));
  EXPECT_EQ(sources.catalogue.sources[2].sigma.major, Angle::from_arcsec(0.5)); // as read
}

TEST(AlignPlan, reaches_a_radius_beyond_a_corrected_place) {
  const AlignPlan plan =
      plan_of(row_of_sources(4),
              options_with_names({"--calibrators.radius", "2", "--calibrators.isolation", "5"}));
  EXPECT_EQ(plan.calibrators, (RowsByObservation{{0, 1, 2, 3}}));
  EXPECT_FALSE(plan.blind.has_value());
  EXPECT_EQ(plan.targets.sources.size(), 4U);
  EXPECT_EQ(plan.reach, Angle::from_arcsec(9.0));
}

TEST(AlignPlan, too_few_calibrators_are_refused) {
  XrayCatalogue catalogue = row_of_sources(6);
  catalogue.observations = {"A", "B", "C"};
  for (std::size_t row = 0; row < 6; ++row)
    catalogue.sources.own()[row].observation = static_cast<std::uint32_t>(row / 2);
  const std::string message = refusal([&] { (void)plan_of(catalogue, options_with_names({})); });
  EXPECT_NE(message.find("no observation has 3 calibrators: 6 isolated"), std::string::npos)
      << message;
  const std::string named = refusal([&] {
    (void)plan_of(row_of_sources(6), options_with_names({"--calibrators.name", "source-1"}));
  });
  EXPECT_NE(named.find("3 calibrators: 1 calibrators are"), std::string::npos) << named;
  EXPECT_NE(
      refusal([&] {
        (void)plan_of(row_of_sources(6), options_with_names({"--calibrators.name", "sorce-1"}));
      }).find("source-1"),
      std::string::npos);
}

TEST(AlignPlan, without_calibrators_all_sources_of_small_error_count) {
  XrayCatalogue catalogue = row_of_sources(4);
  catalogue.detections.own()[1].counts = std::nan("");
  catalogue.sources.own()[1].sigma = Angle::from_arcsec(4.0); // more than the offset looked for
  const AlignOptions options = options_with_names({"--calibrators.select", "none"});
  const AlignPlan plan = plan_of(catalogue, options);
  ASSERT_TRUE(plan.blind.has_value());
  EXPECT_EQ(plan.targets.sources.size(), 3U);
  EXPECT_EQ(plan.blind->usable.size(), 1U);
  EXPECT_GT(plan.reach, Angle::from_arcsec(3.0));
  catalogue.detections = {};
  for (XraySource& source : catalogue.sources.own())
    source.sigma = Angle::from_arcsec(4.0);
  EXPECT_NE(refusal([&] { (void)plan_of(catalogue, options); }).find("frame.search-radius"),
            std::string::npos);
}

// Stars a fixed offset from the sources.
std::vector<InfraredSource> shifted_stars(const XrayCatalogue& catalogue, const SkyOffset& offset) {
  std::vector<InfraredSource> stars;
  for (const XraySource& source : catalogue.sources) {
    InfraredSource star;
    star.ir_id = source.xray_id;
    star.position = displaced(*source.position, offset, OffsetMeasure::sky);
    star.sigma = Angle::from_arcsec(0.05);
    stars.push_back(star);
  }
  return stars;
}

TEST(PlaceSources, comes_to_where_the_stars_are_and_adds_the_error_of_the_frame) {
  XrayCatalogue catalogue = row_of_sources(8);
  catalogue.sources.own()[7].position.reset();
  const AlignOptions options =
      options_with_names({"--frame.correct", "always", "--uncertainty.frame-error", "0.3, 0.4"});
  const AlignSources sources = sources_of(catalogue, options);
  const SkyOffset offset{Angle::from_arcsec(0.6), Angle::from_arcsec(-0.2)};
  const InfraredNeighbours stars{shifted_stars(row_of_sources(8), offset)};
  const std::vector<std::size_t> calibrators{0, 1, 2, 3, 4};
  const std::vector<FrameSolution> frames{solve_frame(sources, calibrators, stars, options)};
  ASSERT_TRUE(frames[0].is_corrected);
  const AlignedSources aligned = place_sources(options, sources, frames);
  ASSERT_EQ(aligned.rows.size(), 8U);
  for (std::size_t row = 0; row < 7; ++row) {
    const SkyPosition expected =
        displaced(*catalogue.sources[row].position, offset, OffsetMeasure::sky);
    EXPECT_LT(separation(*aligned.rows[row].position, expected).arcsec(), 1e-3) << row;
    EXPECT_NEAR(aligned.rows[row].frame_error.arcsec(), 0.5, 1e-12);
    EXPECT_NEAR(aligned.rows[row].total.sig2.arcsec(),
                std::hypot(sources.uncertainties[row].radius_95.arcsec(), 1.0), 1e-12);
  }
  EXPECT_FALSE(aligned.rows[7].position.has_value());
  EXPECT_FALSE(aligned.rows[7].total.sig2.is_finite());
  EXPECT_EQ(aligned.best.size(), 8U); // each has a name of its own
}

TEST(PlaceSources, no_frame_at_all_is_refused) {
  const AlignOptions options = options_with_names({});
  const AlignSources sources = sources_of(row_of_sources(4), options);
  const std::vector<FrameSolution> frames(1);
  const std::string message = refusal([&] { (void)place_sources(options, sources, frames); });
  EXPECT_NE(message.find("no observation has 3 calibrators"), std::string::npos) << message;
}

} // namespace
} // namespace counterpoint

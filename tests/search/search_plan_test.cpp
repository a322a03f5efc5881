#include "counterpoint/search/search_plan.hpp"
#include "support/refusal.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace counterpoint {
namespace {

XrayCatalogue catalogue_with_errors(const std::vector<double>& errors_arcsec) {
  XrayCatalogue catalogue;
  for (const double error : errors_arcsec) {
    XraySource source;
    source.xray_id = std::ssize(catalogue.sources);
    source.position = SkyPosition{Angle::from_degrees(10.0), Angle{}};
    source.error = Angle::from_arcsec(error);
    source.kept = true;
    catalogue.sources.own().push_back(source);
  }
  return catalogue;
}

const SearchOptions wanted{
    {1.5}, Angle::from_arcsec(10.0), Angle::from_arcsec(0.4)}; // factor, shift, infrared error

using test_support::refusal;

TEST(SearchPlan, reaches_the_largest_radius_and_shift) {
  XrayCatalogue xray = catalogue_with_errors({0.3, 1.2, 5.0});
  xray.sources.own()[2].kept = false; // it plays no part
  const SearchPlan plan = plan_search(wanted, {}, xray, 4);
  const double radius = 1.5 * std::hypot(1.2, 0.4);
  EXPECT_DOUBLE_EQ(plan.largest_radius.arcsec(), radius);
  EXPECT_NEAR(plan.reach.arcsec(), radius + 10.0, 0.002);
  EXPECT_GT(plan.reach.arcsec(), radius + 10.0); // for rounding
  EXPECT_EQ(plan.margin, plan.reach);
}

TEST(SearchPlan, refuses_a_margin_that_would_lose_pairs) {
  const XrayCatalogue xray = catalogue_with_errors({1.2});
  LayoutOptions layout;
  layout.margin = plan_search(wanted, {}, xray, 1).reach;
  EXPECT_EQ(plan_search(wanted, layout, xray, 1).margin, *layout.margin);
  layout.margin = *layout.margin - Angle::from_arcsec(0.01);
  const std::string message = refusal([&] { (void)plan_search(wanted, layout, xray, 1); });
  EXPECT_NE(message.find("layout.margin"), std::string::npos) << message;
  EXPECT_NE(message.find("11.899"), std::string::npos) << message; // what would do
}

TEST(SearchPlan, refuses_more_trial_groups_than_ranks) {
  const XrayCatalogue xray = catalogue_with_errors({1.0, 1.0});
  LayoutOptions layout;
  layout.trial_groups = 3;
  EXPECT_EQ(plan_search(wanted, layout, xray, 3).ranks.n_trial_groups, 3);
  const std::string message = refusal([&] { (void)plan_search(wanted, layout, xray, 2); });
  EXPECT_NE(message.find("layout.trial-groups"), std::string::npos) << message;
}

TEST(SearchPlan, cuts_tiles_for_the_workers_that_there_are) {
  const XrayCatalogue many = catalogue_with_errors(std::vector<double>(10000, 1.0));
  EXPECT_EQ(plan_search(wanted, {}, many, 4).n_tiles, 32);
  const XrayCatalogue few = catalogue_with_errors(std::vector<double>(20, 1.0));
  EXPECT_EQ(plan_search(wanted, {}, few, 4).n_tiles, 1);
  const XrayCatalogue very_many = catalogue_with_errors(std::vector<double>(150000, 1.0));
  EXPECT_EQ(plan_search(wanted, {}, very_many, 4).n_tiles, 100);
  EXPECT_EQ(plan_search(wanted, {}, very_many, 2).n_tiles, 64);
  LayoutOptions layout;
  layout.tiles = 7;
  EXPECT_EQ(plan_search(wanted, layout, few, 4).n_tiles, 7);
}

} // namespace
} // namespace counterpoint

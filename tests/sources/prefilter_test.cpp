#include "counterpoint/sources/prefilter.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <numbers>

namespace counterpoint {
namespace {

// Every row within reach of a kept source passes, and of those that no source reaches few.
TEST(Prefilter, lets_through_little_more_than_brute_force) {
  for (const SkyPosition& center : test_support::awkward_places()) {
    auto xray = test_support::xray_field(center, Angle::from_arcsec(900.0), 40);
    xray[3].kept = false;
    std::vector<Angle> reach;
    for (const XraySource& source : xray)
      reach.push_back(Angle::from_arcsec(10.0) + 5.0 * source.error.major);
    reach[5] = Angle::from_arcsec(200.0); // does not widen that of the others
    const Prefilter prefilter{discs_round(xray, reach)};
    int n_passed = 0;
    int n_within = 0;
    for (const InfraredSource& row :
         test_support::infrared_field(center, Angle::from_arcsec(1000.0), 100000)) {
      bool is_within = false;
      for (std::size_t i = 0; i < xray.size(); ++i) {
        is_within |= xray[i].kept && separation(*xray[i].position, row.position) <= reach[i];
      }
      const bool passes = prefilter.may_matter(row.position);
      EXPECT_TRUE(passes || !is_within) << row.ir_id;
      n_passed += passes ? 1 : 0;
      n_within += is_within ? 1 : 0;
    }
    EXPECT_GT(n_within, 4000);
    EXPECT_LT(n_passed, 1.5 * n_within);
  }
}

TEST(Prefilter, knows_the_area_that_it_lets_through) {
  const Prefilter prefilter{std::vector{
      SkyDisc{{Angle::from_degrees(0.001), Angle::from_degrees(60.0)}, Angle::from_arcsec(20.0)}}};
  const double disc = std::numbers::pi * 20.0 * 20.0;
  const double all = prefilter.area_arcsec2([](const SkyPosition&) { return true; });
  EXPECT_GT(all, disc);
  EXPECT_LT(all, 1.5 * disc);
  EXPECT_EQ(prefilter.area_arcsec2([](const SkyPosition&) { return false; }), 0.0);
}

} // namespace
} // namespace counterpoint

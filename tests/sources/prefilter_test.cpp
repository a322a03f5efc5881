#include "counterpoint/sources/prefilter.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numbers>
#include <vector>

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

// Cells of half the size leave out rows that no source reaches, and none that one does.
TEST(Prefilter, looks_closer) {
  for (const SkyPosition& center : test_support::awkward_places()) {
    const auto xray = test_support::xray_field(center, Angle::from_arcsec(900.0), 40);
    const Angle reach = Angle::from_arcsec(40.0);
    const auto discs = discs_round(xray, std::vector(xray.size(), reach));
    const auto rows = test_support::infrared_field(center, Angle::from_arcsec(1000.0), 20000);
    std::vector<double> ra_deg;
    std::vector<double> dec_deg;
    for (const InfraredSource& row : rows) {
      ra_deg.push_back(row.position.ra().degrees());
      dec_deg.push_back(row.position.dec().degrees());
    }
    std::vector<GridPlace> places(rows.size());
    find_grid_places({ra_deg, dec_deg}, places);

    Prefilter prefilter{discs};
    std::vector<std::uint8_t> may_matter;
    prefilter.may_matter(places, may_matter);
    std::vector<std::uint8_t> closer = may_matter;
    EXPECT_EQ(prefilter.leave_out_beyond(places, closer), 0);
    prefilter.look_closer(discs);
    const std::int64_t n_left_out = prefilter.leave_out_beyond(places, closer);
    EXPECT_EQ(n_left_out, std::count(may_matter.begin(), may_matter.end(), 1) -
                              std::count(closer.begin(), closer.end(), 1));
    EXPECT_GT(n_left_out, std::count(may_matter.begin(), may_matter.end(), 1) / 20);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_LE(closer[i], may_matter[i]);
      const bool is_within = std::ranges::any_of(xray, [&](const XraySource& source) {
        return separation(*source.position, rows[i].position) <= reach;
      });
      EXPECT_TRUE(closer[i] == 1 || !is_within) << i;
    }
  }
}

TEST(Prefilter, knows_the_area_that_it_lets_through) {
  const Prefilter prefilter{std::vector{
      SkyDisc{{Angle::from_degrees(0.001), Angle::from_degrees(60.0)}, Angle::from_arcsec(20.0)}}};
  const double disc = std::numbers::pi * 20.0 * 20.0;
  const double all = prefilter.area_arcsec2({}, [](const SkyPosition&) { return true; }).value();
  EXPECT_GT(all, disc);
  EXPECT_LT(all, 1.5 * disc);
  EXPECT_EQ(prefilter.area_arcsec2({}, [](const SkyPosition&) { return false; }).value(), 0.0);
}

TEST(Prefilter, adds_its_area_up_in_shares) {
  std::vector<SkyDisc> discs; // from pole to pole
  for (int i = 0; i < 300; ++i)
    discs.push_back({{Angle::from_degrees(1.2 * i), Angle::from_degrees(0.6 * i - 89.9)},
                     Angle::from_arcsec(5.0 + i % 7)});
  const Prefilter prefilter{discs};
  const auto counts = [](const SkyPosition& place) {
    return place.ra() > Angle::from_degrees(9.0);
  };
  const double all = prefilter.area_arcsec2({}, counts).value();
  for (const int n : {2, 3, 8}) {
    ExactSum sum;
    double most = 0.0;
    for (int share = 0; share < n; ++share) {
      const ExactSum part = prefilter.area_arcsec2({share, n}, counts);
      most = std::max(most, part.value());
      sum.add(part);
    }
    EXPECT_EQ(sum.value(), all) << n;
    EXPECT_LT(most, 1.3 * all / n) << n;
  }
}

} // namespace
} // namespace counterpoint

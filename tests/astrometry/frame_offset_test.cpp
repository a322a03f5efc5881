#include "counterpoint/astrometry/frame_offset.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/random.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>

namespace counterpoint {
namespace {

SkyPosition at(double ra_deg, double dec_deg) {
  return {Angle::from_degrees(ra_deg), Angle::from_degrees(dec_deg)};
}

SkyOffset arcsec(double east, double north) {
  return {Angle::from_arcsec(east), Angle::from_arcsec(north)};
}

// The nine calibrators of M101 and the HST sources nearest to them, of the XRBID guide.
std::vector<SkyOffset> m101(OffsetMeasure measure) {
  constexpr std::array<std::array<double, 4>, 9> pairs{{
      {210.71716322223983, 54.32967872804151, 210.71747067913472, 54.32989551424888},
      {210.72224013687787, 54.31553057243835, 210.72222349151448, 54.315552842556556},
      {210.91383505831664, 54.30766223412873, 210.91376864755352, 54.30760255862749},
      {210.71266582876797, 54.40571704472376, 210.71276189768108, 54.40568743453616},
      {210.69998531300837, 54.40094436003961, 210.69998754330703, 54.40107020170328},
      {210.98261344170496, 54.349527222131606, 210.98262665206394, 54.34950660473589},
      {210.98359828030183, 54.34943534904762, 210.98364659188857, 54.34941174498821},
      {210.94237429410316, 54.271038852920306, 210.9423535052507, 54.27101402383322},
      {210.9903056402708, 54.31564887936624, 210.99026826553717, 54.315670985546106},
  }};
  std::vector<SkyOffset> offsets;
  for (const auto& [ra_x, dec_x, ra, dec] : pairs)
    offsets.push_back(offset_between(at(ra_x, dec_x), at(ra, dec), measure));
  return offsets;
}

TEST(OffsetSummary, of_m101_equals_xrbid) {
  const OffsetSummary raw = summarise_offsets(m101(OffsetMeasure::coordinate), 0.0);
  EXPECT_EQ(raw.n_used, 9U);
  EXPECT_NEAR(raw.median.east.arcsec(), 0.00803, 5e-6);
  EXPECT_NEAR(raw.median.north.arcsec(), -0.07422, 5e-6);
  EXPECT_NEAR(raw.deviation.east.arcsec(), 0.38132, 5e-6);
  EXPECT_NEAR(raw.deviation.north.arcsec(), 0.30368, 5e-6);
  EXPECT_FALSE(raw.exceeds_scatter);
  EXPECT_LT(raw.significance.sigmas, 1.0);

  // On the sky right ascension counts by cos(dec), here 0.583.
  const OffsetSummary sky = summarise_offsets(m101(OffsetMeasure::sky), 0.0);
  EXPECT_NEAR(sky.deviation.east.arcsec(), 0.2223, 1e-4);
  EXPECT_NEAR(sky.deviation.north.arcsec(), raw.deviation.north.arcsec(), 1e-5);
}

TEST(OffsetSummary, rejection_leaves_the_well_measured) {
  const OffsetSummary clean = summarise_offsets(m101(OffsetMeasure::sky), 3.0);
  EXPECT_LT(clean.n_used, 9U);
  EXPECT_GE(clean.n_used, 6U);
  EXPECT_EQ(clean.is_used[0], 0); // 1.0" off, where the others are at 0.1"
  EXPECT_LT(clean.deviation.length().arcsec(), 0.25);
}

TEST(OffsetSummary, rejection_never_leaves_too_few) {
  const std::vector<SkyOffset> offsets{arcsec(0, 0), arcsec(0.01, 9), arcsec(8, 0.01)};
  EXPECT_EQ(summarise_offsets(offsets, 1.0).n_used, 3U);
}

TEST(OffsetSummary, too_few_calibrators_are_refused) {
  for (const std::size_t n : {0U, 1U, 2U}) {
    const std::vector<SkyOffset> offsets(n, arcsec(0.1, 0.2));
    EXPECT_THROW((void)summarise_offsets(offsets, 3.0), InputError);
  }
}

TEST(OffsetSummary, offsets_without_scatter_are_certain) {
  const std::vector<SkyOffset> equal(5, arcsec(0.3, 0.0));
  const OffsetSummary summary = summarise_offsets(equal, 3.0);
  EXPECT_EQ(summary.n_used, 5U);
  EXPECT_EQ(summary.deviation.length(), Angle{});
  EXPECT_GT(summary.significance.sigmas, 30.0);
  EXPECT_TRUE(summary.exceeds_scatter);
}

// Without a shift, a significance above 2 sigma is as frequent as it says: also for few
// calibrators, whose scatter is poorly known.
TEST(OffsetSummary, significance_is_calibrated) {
  constexpr int n_fields = 4000;
  for (const std::uint64_t n : {5U, 30U}) {
    int n_significant = 0;
    for (std::uint64_t field = 0; field < n_fields; ++field) {
      std::vector<SkyOffset> offsets;
      for (std::uint64_t i = 0; i < n; ++i) {
        const auto [u, v] =
            random_normals({.seed = n, .id = field, .step = static_cast<std::uint32_t>(i)});
        offsets.push_back(arcsec(u, v));
      }
      n_significant += summarise_offsets(offsets, 0.0).significance.p_value < 0.05 ? 1 : 0;
    }
    // The error of a median is that of many values: of five it is a little less.
    EXPECT_NEAR(n_significant / double{n_fields}, 0.05, 0.025) << n << " calibrators";
  }
}

TEST(OffsetBetween, displaced_is_its_inverse) {
  for (const SkyPosition& from : test_support::awkward_places()) {
    for (std::uint64_t i = 0; i < 20; ++i) {
      const SkyPosition to = test_support::scattered(from, Angle::from_arcsec(3.0), 21, i);
      const SkyOffset offset = offset_between(from, to, OffsetMeasure::sky);
      EXPECT_NEAR(offset.length().arcsec(), separation(from, to).arcsec(), 1e-9);
      EXPECT_LT(separation(displaced(from, offset, OffsetMeasure::sky), to).arcsec(), 1e-8);
    }
  }
}

TEST(OffsetBetween, coordinates_go_the_shorter_way_round) {
  const SkyPosition from = at(359.9999, 54.0);
  const SkyPosition to = at(0.0001, 54.0001);
  const SkyOffset raw = offset_between(from, to, OffsetMeasure::coordinate);
  EXPECT_NEAR(raw.east.arcsec(), 0.72, 1e-8);
  EXPECT_NEAR(raw.north.arcsec(), 0.36, 1e-8);
  EXPECT_LT(separation(displaced(from, raw, OffsetMeasure::coordinate), to).arcsec(), 1e-8);
  EXPECT_NEAR(offset_between(from, to, OffsetMeasure::sky).east.arcsec(),
              0.72 * std::cos(54.00005 * std::numbers::pi / 180.0), 1e-5);
}

TEST(OffsetBetween, coordinates_stop_at_the_pole) {
  EXPECT_THROW((void)displaced(at(10.0, 89.99999), arcsec(0.0, 1.0), OffsetMeasure::coordinate),
               InputError);
}

} // namespace
} // namespace counterpoint

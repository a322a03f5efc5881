#include "counterpoint/null_trials/overlap.hpp"
#include "counterpoint/statistics/blind_offset.hpp"
#include "support/search_tile.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace counterpoint {
namespace {

const OffsetSearch search;
const SumOverRanks one_rank = [](std::span<ExactSum>) {};

struct Sky {
  SkyPosition center{Angle::from_degrees(266.4), Angle::from_degrees(-29.0)};
  SkyOffset shift{Angle::from_arcsec(0.3), Angle::from_arcsec(-0.15)}; // infrared over X-ray
  double counterparts = 0.3;
  double error_factor = 1.0; // true over declared
  std::uint64_t n_xray = 500;
  std::uint64_t n_infrared = 20000; // 0.07 per square arcsec
  std::uint64_t seed = 1;
};

constexpr Angle radius = Angle::from_arcsec(300.0);

// Everything that a search for the offset needs of a sky.
struct Field {
  Neighbourhoods neighbourhoods;
  std::vector<XrayTerms> terms;
  std::vector<std::int64_t> counts;

  [[nodiscard]] BlindData data() const {
    return {
        neighbourhoods,          terms,   counts, std::numbers::pi * std::pow(radius.arcsec(), 2),
        Angle::from_arcsec(0.1), one_rank};
  }
};

std::vector<XraySource> xray_of(const Sky& sky) {
  std::vector<XraySource> sources;
  for (std::uint64_t i = 0; i < sky.n_xray; ++i) {
    XraySource source;
    source.xray_id = static_cast<std::int64_t>(i);
    source.position = test_support::scattered(sky.center, 0.9 * radius, sky.seed, i);
    source.sigma = Angle::from_arcsec(
        0.2 + 0.5 * random_uniforms({.seed = sky.seed, .id = i, .stream = 1})[0]);
    source.error = 5.0 * source.sigma;
    source.kept = true;
    sources.push_back(source);
  }
  return sources;
}

// Counterparts a little brighter than the background.
std::vector<InfraredSource> infrared_of(const Sky& sky, std::span<const XraySource> xray) {
  std::vector<InfraredSource> stars;
  const auto add = [&](const SkyPosition& position, double faintest) {
    InfraredSource star;
    star.ir_id = std::ssize(stars);
    star.position = position;
    star.sigma = star.error = Angle::from_arcsec(0.1);
    const auto [u, v] = random_uniforms({.seed = sky.seed, .id = stars.size(), .stream = 2});
    if (v > 0.05) star.ks = faintest - 4.0 * u * u;
    stars.push_back(star);
  };
  for (const XraySource& source : xray) {
    const auto [chance, unused] = random_uniforms(
        {.seed = sky.seed, .id = static_cast<std::uint64_t>(source.xray_id), .stream = 3});
    if (chance > sky.counterparts) continue;
    const auto [u, v] = random_normals(
        {.seed = sky.seed, .id = static_cast<std::uint64_t>(source.xray_id), .stream = 4});
    const Angle sigma = hypot(sky.error_factor * source.sigma, Angle::from_arcsec(0.1)).major;
    add(displaced(*source.position, {sky.shift.east + u * sigma, sky.shift.north + v * sigma},
                  OffsetMeasure::sky),
        16.5);
  }
  for (std::uint64_t i = 0; i < sky.n_infrared; ++i)
    add(test_support::scattered(sky.center, radius, sky.seed + 5000, i), 17.5);
  return stars;
}

Field field_of(const Sky& sky) {
  const auto xray = xray_of(sky);
  const auto stars = infrared_of(sky, xray);
  Field field;
  field.neighbourhoods = test_support::search_tile(xray, stars, {}, search.reach()).neighbourhoods;
  for (const XraySource& source : xray)
    field.terms.push_back({source.sigma, {}, 1.0, true});
  field.counts.resize(MagnitudeClasses::n_classes);
  for (const InfraredSource& star : stars)
    ++field.counts[MagnitudeClasses::of(star.ks)];
  return field;
}

// Also where north at the two sources is not the same direction.
TEST(OffsetMap, offsets_are_seen_from_the_xray_source) {
  for (const double dec_deg : {-29.0, 89.9995, -89.9995}) {
    XraySource source;
    source.position = SkyPosition{Angle::from_degrees(12.0), Angle::from_degrees(dec_deg)};
    source.sigma = source.error = Angle::from_arcsec(0.5);
    source.kept = true;
    const SkyOffset offset{Angle::from_arcsec(0.7), Angle::from_arcsec(-0.4)};
    InfraredSource star;
    star.position = displaced(*source.position, offset, OffsetMeasure::sky);
    star.sigma = star.error = Angle::from_arcsec(0.1);
    const auto match =
        test_support::search_tile(std::span{&source, 1}, std::span{&star, 1}, {}, search.reach());
    ASSERT_EQ(match.neighbourhoods.n_neighbours(), 1U);
    const SkyOffset seen = offset_to(match.neighbourhoods.neighbours_of(0)[0]);
    EXPECT_NEAR(seen.east.arcsec(), 0.7, 1e-6) << dec_deg;
    EXPECT_NEAR(seen.north.arcsec(), -0.4, 1e-6) << dec_deg;
  }
}

// Against a direct count at single offsets.
TEST(OffsetMap, counts_pairs_over_chance) {
  const Field field = field_of({.n_xray = 60});
  const OffsetMap map = map_offsets(field.neighbourhoods, field.terms, search, one_rank);
  ASSERT_EQ(map.excess.size(), 61U * 61U);
  for (const std::size_t cell : {0UL, 1500UL, 61UL * 30UL + 33UL, 61UL * 61UL - 1UL}) {
    const SkyOffset offset = map.offset(cell);
    double excess = 0.0;
    for (std::size_t i = 0; i < field.neighbourhoods.size(); ++i) {
      double expected = 0.0;
      double n = 0.0;
      for (const Neighbour& neighbour : field.neighbourhoods.neighbours_of(i)) {
        const double reach = 1.585 * hypot(field.terms[i].sigma, neighbour.sigma).major.arcsec();
        expected += match_chance(neighbour.separation_arcsec, reach, search.null_zone());
        n += (neighbour.to_xray + offset).length().arcsec() <= reach ? 1.0 : 0.0;
      }
      excess += (n - expected) / (1.0 + expected);
    }
    EXPECT_NEAR(map.excess[cell], excess, 1e-9);
  }
}

TEST(OffsetMap, is_even_without_counterparts) {
  std::vector<double> values;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Field field = field_of({.counterparts = 0.0, .seed = seed});
    const OffsetMap map = map_offsets(field.neighbourhoods, field.terms, search, one_rank);
    for (std::size_t cell = 0; cell < map.excess.size(); cell += 97)
      values.push_back(map.significance(cell));
    EXPECT_LT(map.significance(map.maximum()), 5.0);
  }
  double squares = 0.0;
  for (const double value : values)
    squares += value * value;
  EXPECT_NEAR(std::sqrt(squares / static_cast<double>(values.size())), 1.0, 0.2);
}

// Recovered within 3 sigma in 95 % of the fields; the error quoted is the scatter seen (200 values:
// 15 % are three standard errors).
void expect_recovered(Sky sky, double largest_error_arcsec, double tolerance = 0.15) {
  constexpr std::uint64_t n_fields = 100;
  double within = 0.0;
  double squares = 0.0;
  for (std::uint64_t seed = 100; seed < 100 + n_fields; ++seed) {
    sky.seed = seed;
    const Field field = field_of(sky);
    const BlindOffset found = find_blind_offset(field.data(), search);
    EXPECT_TRUE(found.is_found()) << found.excess_significance;
    EXPECT_LT(found.error.east.arcsec(), largest_error_arcsec);
    for (const double pull : {(found.offset.east - sky.shift.east) / found.error.east,
                              (found.offset.north - sky.shift.north) / found.error.north}) {
      within += std::abs(pull) <= 3.0 ? 1.0 : 0.0;
      squares += pull * pull;
    }
  }
  EXPECT_GE(within / (2.0 * n_fields), 0.95);
  EXPECT_NEAR(std::sqrt(squares / (2.0 * n_fields)), 1.0, tolerance);
}

TEST(BlindOffset, is_recovered_in_a_crowd) {
  expect_recovered({}, 0.08);
}

TEST(BlindOffset, is_recovered_with_misstated_errors) {
  expect_recovered({.error_factor = 1.5}, 0.2, 0.25);
}

TEST(BlindOffset, is_recovered_near_a_pole_and_across_ra_0) {
  for (const SkyPosition& center : test_support::awkward_places()) {
    const Sky sky{.center = center, .counterparts = 0.6, .seed = 3};
    const Field field = field_of(sky);
    const BlindOffset found = find_blind_offset(field.data(), search);
    EXPECT_LT(std::abs((found.offset.east - sky.shift.east) / found.error.east), 3.5);
    EXPECT_LT(std::abs((found.offset.north - sky.shift.north) / found.error.north), 3.5);
    EXPECT_GT(found.significance.sigmas, 5.0);
  }
}

TEST(BlindOffset, is_not_found_where_there_is_none) {
  const Field field = field_of({.counterparts = 0.0, .seed = 9});
  EXPECT_FALSE(find_blind_offset(field.data(), search).is_found());
}

TEST(BlindOffset, of_nothing_is_not_found) {
  const Field field = field_of({.counterparts = 0.0, .n_xray = 3, .n_infrared = 0, .seed = 2});
  const BlindOffset found = find_blind_offset(field.data(), search);
  EXPECT_FALSE(found.is_found());
  EXPECT_EQ(found.n_counterparts, 0.0);
  EXPECT_FALSE(found.error.east.is_finite());
}

} // namespace
} // namespace counterpoint

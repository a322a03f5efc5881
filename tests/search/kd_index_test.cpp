#include "counterpoint/core/random.hpp"
#include "counterpoint/search/kd_index.hpp"
#include "counterpoint/sky/chord.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace counterpoint {
namespace {

std::vector<UnitVector> points_round(const SkyPosition& center, std::size_t n) {
  std::vector<UnitVector> points;
  for (std::uint64_t i = 0; i < n; ++i) {
    const auto [u, v] = random_uniforms({.seed = 31, .id = i});
    points.push_back(unit_vector(offset_by(center, Angle::from_degrees(360.0 * u),
                                           Angle::from_arcsec(60.0 * std::sqrt(v)))));
  }
  return points;
}

// Against all pairs, at places where a flat sky would fail.
TEST(KdIndex, equals_brute_force) {
  for (const auto& [ra, dec] :
       {std::pair{266.4, -29.0}, {0.0, 0.0}, {359.9999, 45.0}, {10.0, -90.0}, {200.0, 89.999}}) {
    const SkyPosition center{Angle::from_degrees(ra), Angle::from_degrees(dec)};
    const auto points = points_round(center, 2000);
    const KdIndex index{points};
    std::vector<KdIndex::Hit> hits;
    for (const double radius_arcsec : {0.0, 1.0, 10.0, 200.0}) {
      const Angle radius = Angle::from_arcsec(radius_arcsec);
      for (std::size_t q = 0; q < points.size(); q += 97) {
        index.find_within(points[q], radius, hits);
        std::vector<std::uint32_t> found;
        for (const auto& hit : hits)
          found.push_back(hit.point);
        std::sort(found.begin(), found.end());
        std::vector<std::uint32_t> expected;
        for (std::uint32_t i = 0; i < points.size(); ++i) {
          if (squared_chord(points[q], points[i]) <= squared_chord(radius)) expected.push_back(i);
        }
        EXPECT_EQ(found, expected);
      }
    }
  }
}

TEST(KdIndex, radius_includes_edge) {
  const UnitVector a{1.0, 0.0, 0.0};
  const UnitVector b = unit_vector({Angle::from_degrees(1.0), Angle{}});
  const KdIndex index{{b}};
  const Angle exact = separation_of_chord(squared_chord(a, b));
  std::vector<KdIndex::Hit> hits;
  index.find_within(a, exact + Angle::from_arcsec(1e-9), hits);
  EXPECT_EQ(hits.size(), 1U);
  index.find_within(a, exact - Angle::from_arcsec(1e-9), hits);
  EXPECT_TRUE(hits.empty());
  index.find_within(b, Angle{}, hits); // its own place at radius 0
  EXPECT_EQ(hits.size(), 1U);
}

TEST(KdIndex, may_be_empty) {
  const KdIndex index{{}};
  std::vector<KdIndex::Hit> hits(3);
  index.find_within({}, Angle::from_degrees(180.0), hits);
  EXPECT_TRUE(hits.empty());
}

} // namespace
} // namespace counterpoint

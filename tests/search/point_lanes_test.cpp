#include "counterpoint/core/random.hpp"
#include "counterpoint/sky/chord.hpp"
#include "search/point_lanes.hpp"
#include "search/separation_order.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace counterpoint {
namespace {

using test_support::awkward_places;
using test_support::scattered;

struct Field {
  std::vector<SkyPosition> positions;
  PointColumns points;
};

// More of them than are gone through together, and not a whole number of times.
Field field_round(const SkyPosition& center, Angle radius) {
  Field field;
  constexpr std::size_t n = 150;
  field.points.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    field.positions.push_back(scattered(center, radius, 21, i));
    field.points.set(i, unit_vector(field.positions[i]));
  }
  return field;
}

TEST(PointLanes, finds_what_lies_within_edge_included) {
  for (const SkyPosition& center : awkward_places()) {
    const Field field = field_round(center, Angle::from_arcsec(20.0));
    const UnitVector from = unit_vector(center);
    const double farthest = squared_chord(unit_vector(field.positions[77]), from);
    PointHits hits;
    append_within(field.points, 0, 60, {from, farthest}, hits);
    append_within(field.points, 60, field.positions.size(), {from, farthest}, hits);
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = 0; i < field.positions.size(); ++i) {
      if (squared_chord(unit_vector(field.positions[i]), from) <= farthest) expected.push_back(i);
    }
    EXPECT_EQ(hits.point, expected);
    EXPECT_TRUE(std::ranges::binary_search(hits.point, 77U));
    for (std::size_t k = 0; k < hits.size(); ++k)
      EXPECT_EQ(hits.squared_chord[k],
                squared_chord(unit_vector(field.positions[hits.point[k]]), from));
  }
}

// Against separations and position angles of both ends: near, where series do, and far.
TEST(PointLanes, offsets_are_separations_and_directions) {
  for (const double radius_arcsec : {20.0, 200.0}) {
    for (const SkyPosition& center : awkward_places()) {
      const Field field = field_round(center, Angle::from_arcsec(radius_arcsec));
      const SkyPosition xray = scattered(center, Angle::from_arcsec(5.0), 22, 0);
      PointHits hits;
      append_within(field.points, 0, field.positions.size(), {unit_vector(xray), 4.0}, hits);
      ASSERT_EQ(hits.size(), field.positions.size());
      FoundNeighbours found;
      found.resize(hits.size());
      find_offsets(field.points, hits, unit_vector(xray), found);
      for (std::size_t i = 0; i < hits.size(); ++i) {
        const SkyOffset to_xray{Angle::from_degrees(found.east_deg[i]),
                                Angle::from_degrees(found.north_deg[i])};
        const Angle phi = separation(field.positions[i], xray);
        EXPECT_NEAR(to_xray.length().arcsec(), phi.arcsec(), 1e-8);
        const auto across = [&](Angle direction, Angle expected) {
          return phi.arcsec() * sin(direction - expected);
        };
        EXPECT_NEAR(across(to_xray.position_angle(), position_angle(field.positions[i], xray)), 0.0,
                    1e-6 * radius_arcsec);
        const Angle from_xray =
            (-to_xray).position_angle() + Angle::from_radians(double{found.convergence_radians[i]});
        EXPECT_NEAR(across(from_xray, position_angle(xray, field.positions[i])), 0.0,
                    1e-6 * radius_arcsec);
      }
    }
  }
}

TEST(PointLanes, offsets_are_rounded_to_whole_numbers) {
  FoundNeighbours found;
  found.resize(3);
  found.east_deg = {0.25, -0.5, 0x1p-40};
  found.north_deg = {-0x1.8p-30, 0.0, 0x1p-31};
  WholeOffsets whole;
  round_offsets(found, whole);
  EXPECT_EQ(whole.unit_deg, 0x1p-30);
  EXPECT_EQ(whole.east, (std::vector<std::int32_t>{1 << 28U, -(1 << 29U), 0}));
  EXPECT_EQ(whole.north, (std::vector<std::int32_t>{-2, 0, 0})); // halves to the even number
  EXPECT_EQ(whole.squared_length[0], (std::int64_t{1} << 56U) + 4);
  found.resize(0);
  round_offsets(found, whole);
  EXPECT_TRUE(whole.squared_length.empty());
}

// Spread evenly, all alike, and nearly all in one bucket.
TEST(SeparationOrder, equals_a_sort) {
  BucketSort sort;
  for (const std::size_t n : {std::size_t{0}, std::size_t{1}, std::size_t{1000}}) {
    for (const int kind : {0, 1, 2}) {
      std::vector<std::int64_t> lengths;
      std::vector<StarWord> stars;
      for (std::uint64_t i = 0; i < n; ++i) {
        const auto random =
            static_cast<std::int64_t>(0x1p61 * random_uniforms({.seed = 23, .id = i})[0]);
        lengths.push_back(kind == 0 ? random : kind == 1 || i > 0 ? random % 3 : random);
        stars.emplace_back(static_cast<std::int64_t>(n - i), StarWord::missing);
      }
      std::vector<std::uint32_t> expected(n);
      std::iota(expected.begin(), expected.end(), 0U);
      std::ranges::sort(expected, {}, [&](std::uint32_t i) {
        return std::tuple{lengths[i], stars[i].ir_id()};
      });
      EXPECT_EQ(order_by(lengths, stars, sort), expected);
    }
  }
}

} // namespace
} // namespace counterpoint

#include "counterpoint/statistics/measured_places.hpp"

#include "counterpoint/core/random.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace counterpoint {
namespace {

struct StarsOfPlaces {
  // \param n_stars  of each place, each with a value by this chance
  void add(std::size_t n_places, std::size_t n_stars, double presence) {
    for (std::size_t i = 0; i < n_places; ++i) {
      std::size_t n_with = 0;
      for (std::size_t k = 0; k < n_stars; ++k)
        n_with += random_uniforms({.seed = 1, .id = n_drawn++})[0] < presence ? 1 : 0;
      counts.add(n_with, n_stars - n_with);
      of_place.emplace_back(n_with, n_stars - n_with);
    }
  }
  [[nodiscard]] std::size_t n_held() const {
    const MeasuredPlaces measured{counts};
    std::size_t n = 0;
    for (const auto& [n_with, n_without] : of_place)
      n += measured.holds(n_with, n_without) ? 1 : 0;
    return n;
  }

  PresenceCounts counts;
  std::vector<std::pair<std::size_t, std::size_t>> of_place;
  std::uint64_t n_drawn = 0;
};

TEST(MeasuredPlaces, are_told_from_those_that_a_survey_left_out) {
  for (const double presence : {0.1, 0.3, 0.9, 1.0}) {
    for (const std::size_t n_measured : {30U, 500U, 970U}) {
      StarsOfPlaces places;
      places.add(n_measured, 100, presence);
      places.add(1000 - n_measured, 100, 0.0);
      // Of a hundred stars none or one may have a value by chance, where one in ten has.
      const auto n = static_cast<double>(n_measured);
      EXPECT_NEAR(static_cast<double>(places.n_held()), n, 0.01 * n) << presence;
      const MeasuredPlaces measured{places.counts};
      EXPECT_NEAR(measured.presence(), presence, 0.03);
      EXPECT_NEAR(measured.part(), n / 1000.0, 0.01);
    }
  }
}

TEST(MeasuredPlaces, a_few_values_beyond_the_edge_do_not_make_a_place_one) {
  StarsOfPlaces places;
  places.add(500, 100, 0.8);
  places.add(500, 100, 0.03);
  EXPECT_EQ(places.n_held(), 500U);
}

TEST(MeasuredPlaces, are_told_by_few_stars_where_many_places_are_left_out) {
  StarsOfPlaces places;
  places.add(500, 17, 0.2);
  places.add(500, 17, 0.0);
  EXPECT_NEAR(static_cast<double>(places.n_held()), 500.0, 25.0); // 11 of them by chance have none
  EXPECT_NEAR(MeasuredPlaces{places.counts}.part(), 0.5, 0.05);
  StarsOfPlaces everywhere;
  everywhere.add(1000, 17, 0.1); // 167 without a value
  EXPECT_EQ(everywhere.n_held(), 1000U);
  for (const double part : {0.2, 0.3, 0.5}) {
    StarsOfPlaces less_complete;
    less_complete.add(500, 17, 0.2);
    less_complete.add(500, 17, 0.2 * part);
    EXPECT_EQ(less_complete.n_held(), 1000U) << part;
  }
}

TEST(MeasuredPlaces, near_the_edge_are_no_places_to_compare) {
  StarsOfPlaces places;
  places.add(500, 100, 0.8);
  places.add(500, 100, 0.0);
  const MeasuredPlaces measured{places.counts};
  EXPECT_TRUE(measured.holds(40, 60));
  EXPECT_FALSE(measured.is_inside(40, 60));
  EXPECT_TRUE(measured.is_inside(75, 25));
  EXPECT_TRUE(MeasuredPlaces{}.is_inside(40, 60));
}

TEST(MeasuredPlaces, are_all_where_fewer_stars_have_a_value_or_few_stars_are_around) {
  StarsOfPlaces places;
  places.add(500, 100, 0.8);
  places.add(300, 100, 0.35);
  places.add(200, 2, 0.1);
  places.counts.add(0, 0);
  EXPECT_EQ(places.n_held(), 1000U);
  EXPECT_DOUBLE_EQ(MeasuredPlaces{places.counts}.part(), 1.0);
  EXPECT_TRUE(MeasuredPlaces{places.counts}.holds(0, 0));
}

TEST(MeasuredPlaces, are_all_where_no_star_has_a_value) {
  StarsOfPlaces places;
  places.add(100, 100, 0.0);
  EXPECT_EQ(places.n_held(), 100U);
  EXPECT_EQ(MeasuredPlaces{places.counts}.part(), 1.0);
  EXPECT_TRUE(MeasuredPlaces{}.holds(0, 50));
  EXPECT_EQ(MeasuredPlaces{}.part(), 1.0);
}

} // namespace
} // namespace counterpoint

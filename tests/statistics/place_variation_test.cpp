#include "counterpoint/statistics/place_variation.hpp"

#include "counterpoint/core/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace counterpoint {
namespace {

struct DrawnPlaces {
  double mean = 0.0;
  double between = 0.0;
  std::size_t n_places = 1000;
  std::size_t n_stars = 20; // in the mean
};

// Each star scatters by 1 about the mean of its place.
struct Places {
  explicit Places(const DrawnPlaces& drawn) {
    std::uint64_t n_drawn = 0;
    for (std::size_t i = 0; i < drawn.n_places; ++i) {
      const double mean = drawn.mean + drawn.between * random_normals({.seed = 1, .id = i})[0];
      ValuesOfPlace place;
      for (std::size_t k = 0; k < i % (2 * drawn.n_stars + 1); ++k)
        place.add(mean + random_normals({.seed = 2, .id = n_drawn++})[0]);
      of_place.push_back(place);
      means.push_back(mean);
      moments.add(place);
    }
  }

  std::vector<ValuesOfPlace> of_place;
  std::vector<double> means;
  PlaceMoments moments;
};

TEST(PlaceVariation, is_recovered) {
  const PlaceVariation found{Places{{.mean = 0.4, .between = 0.8}}.moments};
  EXPECT_NEAR(found.mean, 0.4, 0.1);
  EXPECT_NEAR(found.between_squared, 0.64, 0.1);
  EXPECT_NEAR(found.within_squared, 1.0, 0.03);
  EXPECT_TRUE(found.is_conspicuous);
}

TEST(PlaceVariation, is_seen_where_places_are_alike_but_not_as_all_others) {
  EXPECT_TRUE(PlaceVariation{Places{{.mean = 0.2}}.moments}.is_conspicuous);
}

// Each alone: by more than a tenth of the scatter of a star, but as chance brings it; and beyond
// all chance, but less.
TEST(PlaceVariation, is_not_seen_by_chance_or_where_it_is_too_little) {
  const auto variation_of = [](const DrawnPlaces& drawn) {
    return PlaceVariation{Places{drawn}.moments};
  };
  const auto rms = [](const PlaceVariation& found) {
    return std::sqrt(found.mean * found.mean + found.between_squared);
  };
  DrawnPlaces drawn{.mean = 0.2, .n_places = 40, .n_stars = 4};
  EXPECT_GT(rms(variation_of(drawn)), 0.1);
  EXPECT_FALSE(variation_of(drawn).is_conspicuous);
  drawn.n_places = 10000;
  EXPECT_TRUE(variation_of(drawn).is_conspicuous);
  drawn = {.mean = 0.08, .n_places = 30000};
  EXPECT_NEAR(rms(variation_of(drawn)), 0.08, 0.01);
  EXPECT_FALSE(variation_of(drawn).is_conspicuous);
  drawn.mean = 0.12;
  EXPECT_TRUE(variation_of(drawn).is_conspicuous);
  EXPECT_FALSE(variation_of({}).is_conspicuous);
}

// The mean of a place is known better with those of the others than by its own stars alone, or not
// at all.
TEST(PlaceVariation, takes_places_of_few_stars_toward_the_mean) {
  const Places places{{.mean = 0.3, .between = 0.5, .n_stars = 4}};
  const PlaceVariation variation{places.moments};
  double of_found = 0.0;
  double of_own = 0.0;
  double of_mean = 0.0;
  for (std::size_t i = 0; i < places.means.size(); ++i) {
    const ValuesOfPlace& place = places.of_place[i];
    if (place.n == 0.0) {
      EXPECT_EQ(variation.of(place), variation.mean);
      continue;
    }
    of_found += std::pow(variation.of(place) - places.means[i], 2);
    of_own += std::pow(place.sum / place.n - places.means[i], 2);
    of_mean += std::pow(variation.mean - places.means[i], 2);
  }
  EXPECT_LT(of_found, 0.8 * of_own);
  EXPECT_LT(of_found, 0.8 * of_mean);
}

TEST(PlaceVariation, of_nothing_is_none) {
  const PlaceVariation nothing{PlaceMoments{}};
  EXPECT_FALSE(nothing.is_conspicuous);
  EXPECT_EQ(nothing.of({}), 0.0);
  PlaceMoments same; // without scatter
  ValuesOfPlace place;
  for (int i = 0; i < 3; ++i)
    place.add(1.0);
  same.add(place);
  EXPECT_FALSE(PlaceVariation{same}.is_conspicuous);
}

TEST(ValuesOfPlace, without_one_of_them) {
  ValuesOfPlace two;
  two.add(3.0);
  two.add(5.0);
  const ValuesOfPlace one = two.without(5.0);
  EXPECT_EQ(one.n, 1.0);
  EXPECT_EQ(one.sum, 3.0);
  EXPECT_EQ(one.sum_of_squares, 9.0);
}

} // namespace
} // namespace counterpoint

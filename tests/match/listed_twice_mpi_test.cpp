#include "match/listed_twice.hpp"

#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace counterpoint {
namespace {

using namespace test_support;

const Angle reach = Angle::from_arcsec(12.0);

// Stars of which every third is listed again in the same place, some of these with another Ks.
std::vector<InfraredSource> stars_and_repeats(const SkyPosition& center) {
  auto stars = infrared_field(center, Angle::from_arcsec(200.0), 600);
  for (std::size_t i = 0; i < 600; i += 3) {
    InfraredSource again = stars[i];
    again.ir_id = std::ssize(stars);
    if (i % 4 == 0) again.ks = 9.0;
    stars.push_back(again);
  }
  return stars;
}

bool repeats_an_earlier_one(const std::vector<InfraredSource>& stars, std::size_t star) {
  return std::any_of(stars.begin(), stars.begin() + static_cast<std::ptrdiff_t>(star),
                     [&](const InfraredSource& other) {
                       const double ks = stars[star].ks;
                       return (other.ks == ks || (std::isnan(other.ks) && std::isnan(ks))) &&
                              separation(other.position, stars[star].position).arcsec() < 0.01;
                     });
}

TEST(ListedTwice, counts_as_a_comparison_of_all_stars_does) {
  const Communicator comm = Communicator::world();
  for (const SkyPosition& center : awkward_places()) {
    const XrayCatalogue xray{xray_field(center, Angle::from_arcsec(150.0), 60), {}, {}, {""}, {}};
    const auto stars = stars_and_repeats(center);
    LayoutOptions tiles;
    tiles.tiles = 5;
    const SearchPlan plan =
        plan_search({{}, reach, Angle::from_arcsec(0.1)}, tiles, xray, comm.size());
    InfraredRows mine;
    for (std::size_t i = 0; i < stars.size(); ++i)
      if (static_cast<int>(i) % comm.size() == comm.rank()) mine.push_back(stars[i]);
    const ListedTwice counts =
        count_listed_twice(comm, search_tiles(comm, plan, xray, std::move(mine)));

    std::int64_t n_rows = 0;
    std::int64_t n_repeats = 0;
    for (const XraySource& source : xray.sources) {
      for (std::size_t i = 0; i < stars.size(); ++i) {
        const Angle radius = plan.acceptance.radius(source.error.major, stars[i].error) + reach;
        if (separation(*source.position, stars[i].position) > radius) continue;
        ++n_rows;
        n_repeats += repeats_an_earlier_one(stars, i) ? 1 : 0;
      }
    }
    EXPECT_EQ(counts.n_rows, n_rows);
    EXPECT_EQ(counts.n_repeats, n_repeats);
    EXPECT_GT(n_repeats, 20);
    EXPECT_TRUE(counts.is_conspicuous());
  }
}

TEST(ListedTwice, is_conspicuous_beyond_ten_and_half_a_percent) {
  EXPECT_FALSE((ListedTwice{100, 10}.is_conspicuous()));
  EXPECT_TRUE((ListedTwice{100, 11}.is_conspicuous()));
  EXPECT_FALSE((ListedTwice{10000, 50}.is_conspicuous()));
  EXPECT_TRUE((ListedTwice{10000, 51}.is_conspicuous()));
}

} // namespace
} // namespace counterpoint

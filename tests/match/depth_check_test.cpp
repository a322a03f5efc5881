#include "match/depth_check.hpp"

#include "counterpoint/sources/magnitude_classes.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace counterpoint {
namespace {

// As many stars in each class from Ks 10 to the limit, so many in all.
PartOfSky part(std::int64_t n_sources, double limit, std::int64_t n_stars) {
  PartOfSky result{n_sources, std::vector<std::int64_t>(MagnitudeClasses::n_classes), {}};
  const std::size_t first = MagnitudeClasses::of(10.0);
  const std::size_t end = MagnitudeClasses::of(limit);
  for (std::size_t c = first; c < end; ++c)
    result.stars_by_class[c] = n_stars / static_cast<std::int64_t>(end - first);
  result.stars_by_class[MagnitudeClasses::missing] = n_stars; // have no part in it
  return result;
}

TEST(DepthCheck, is_content_where_all_parts_are_equally_deep) {
  const DepthCheck check =
      check_depth(std::vector{part(30, 17.5, 600), part(30, 17.5, 900), part(2, 17.5, 60)});
  EXPECT_NEAR(check.usual_ks, 17.125, 0.01);
  EXPECT_EQ(check.n_sources, 62);
  EXPECT_EQ(check.n_other, 0);
  EXPECT_FALSE(check.varies());
}

TEST(DepthCheck, finds_the_parts_that_are_shallow) {
  const DepthCheck check =
      check_depth(std::vector{part(100, 17.5, 6000), part(30, 15.5, 600), part(10, 14.0, 320)});
  EXPECT_EQ(check.n_other, 40);
  EXPECT_NEAR(check.shallowest_ks, 13.8, 0.01);
  EXPECT_NEAR(check.deepest_ks, 15.225, 0.01);
  EXPECT_TRUE(check.varies());
}

// As deep as the others in Ks, and so many stars without Ks.
PartOfSky with_missing(std::int64_t n_stars, std::int64_t n_missing) {
  PartOfSky result = part(100, 17.5, n_stars);
  result.stars_by_class[MagnitudeClasses::missing] = n_missing;
  return result;
}

TEST(DepthCheck, finds_stars_without_ks_that_are_listed_in_a_part_of_the_field) {
  const DepthCheck check =
      check_depth(std::vector{with_missing(6000, 4000), with_missing(6000, 0)});
  EXPECT_FALSE(check.varies());
  EXPECT_TRUE(check.lacks_stars_without_ks());
  EXPECT_EQ(check.n_other_missing, 200);
  EXPECT_EQ(check.least_missing, 0.0);
  EXPECT_NEAR(check.most_missing, 0.4, 0.01);
}

TEST(DepthCheck, lets_stars_be_whose_ks_is_missing) {
  // Listed everywhere, but Ks was measured in the second part only; as many as there are of the
  // others.
  EXPECT_FALSE(check_depth(std::vector{with_missing(2000, 4000), with_missing(6000, 0)})
                   .lacks_stars_without_ks());
  EXPECT_FALSE(check_depth(std::vector{with_missing(6000, 600), with_missing(3000, 300)})
                   .lacks_stars_without_ks());
}

TEST(DepthCheck, needs_stars_and_sources_enough) {
  // Four stars that happen to be bright.
  EXPECT_EQ(check_depth(std::vector{part(100, 17.5, 6000), part(30, 11.0, 4)}).n_other, 0);
  // A shallow part that one X-ray source in fifty lies in.
  const DepthCheck check = check_depth(std::vector{part(98, 17.5, 6000), part(2, 14.0, 320)});
  EXPECT_EQ(check.n_other, 2);
  EXPECT_FALSE(check.varies());
}

// In the north each part has too few stars to tell; together they have enough.
TEST(DepthCheck, of_parts_that_lie_together) {
  const auto make_parts = [](double northern_limit) {
    std::vector<PartOfSky> parts;
    for (int i = 0; i < 32; ++i) {
      parts.push_back(i < 16 ? part(10, 17.5, 300) : part(10, northern_limit, 64));
      parts.back().center = {Angle::from_degrees(10.0 + 0.05 * (i % 4)),
                             Angle::from_degrees(20.0 + 0.05 * (i / 4))};
    }
    return parts;
  };
  EXPECT_FALSE(check_depth(make_parts(15.5)).varies());
  const DepthCheck check = check_depth_together(make_parts(15.5));
  EXPECT_TRUE(check.varies());
  EXPECT_EQ(check.n_other, 160);
  EXPECT_NEAR(check.deepest_ks, 15.225, 0.01);
  EXPECT_FALSE(check_depth_together(make_parts(17.5)).varies());
}

// Strips that alternate, each of so few stars that it would tell nothing by itself.
TEST(DepthCheck, of_narrow_strips) {
  std::vector<PartOfSky> parts;
  for (int i = 0; i < 24 * 24; ++i) {
    const bool is_shallow = i % 24 / 3 % 2 == 0;
    parts.push_back(is_shallow ? part(1, 15.5, 66) : part(1, 17.5, 180));
    parts.back().center = {Angle::from_degrees(10.0 + 0.01 * (i % 24)),
                           Angle::from_degrees(20.0 + 0.01 * (i / 24))};
  }
  const DepthCheck check = check_depth_together(parts);
  EXPECT_TRUE(check.varies());
  EXPECT_EQ(check.n_other, 24 * 12);
}

TEST(DepthCheck, of_nothing_says_nothing) {
  EXPECT_FALSE(check_depth({}).varies());
  EXPECT_FALSE(check_depth_together({}).varies());
  EXPECT_FALSE(check_depth(std::vector{part(10, 17.5, 0)}).varies());
}

} // namespace
} // namespace counterpoint

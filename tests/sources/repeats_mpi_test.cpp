#include "sources/repeats.hpp"

#include "counterpoint/core/random.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

// ListedRows that repeat a star, against a comparison of all pairs, on any number of ranks.
namespace counterpoint {
namespace {

using namespace test_support;

struct ListedRows {
  std::vector<InfraredSource> sources;
  std::vector<std::uint64_t> identifiers;
};

// A crowded field; every second star is listed again up to 3 arcsec away, half of these under its
// own identifier, some under none.
ListedRows field_with_repeats(const SkyPosition& center) {
  ListedRows rows;
  rows.sources = infrared_field(center, Angle::from_arcsec(300.0), 600);
  for (std::size_t i = 0; i < 600; ++i)
    rows.identifiers.push_back(i % 7 == 0 ? 0 : hash_of_identifier("star " + std::to_string(i)));
  for (std::size_t i = 0; i < 600; i += 2) {
    const auto [u, v] = random_uniforms({.seed = 41, .id = i});
    InfraredSource again = rows.sources[i];
    again.ir_id = std::ssize(rows.sources);
    again.position =
        offset_by(again.position, Angle::from_degrees(360.0 * u), Angle::from_arcsec(3.0 * v));
    rows.sources.push_back(again);
    rows.identifiers.push_back(i % 4 == 0 ? rows.identifiers[i] : hash_of_identifier("other"));
  }
  return rows;
}

bool repeats(const RepeatRules& rules, const ListedRows& rows, std::size_t row) {
  for (std::size_t other = 0; other < rows.sources.size(); ++other) {
    if (rows.sources[other].ir_id >= rows.sources[row].ir_id) continue;
    const Angle distance = separation(rows.sources[row].position, rows.sources[other].position);
    const bool same = rules.by_identifier && rows.identifiers[row] != 0 &&
                      rows.identifiers[row] == rows.identifiers[other];
    if (rules.within > Angle{} && distance <= rules.within) return true;
    if (same && distance <= Angle::from_arcsec(2.0)) return true;
  }
  return false;
}

// The ir_id of all repeats, found by all ranks together, each with the rows that are dealt to it.
std::vector<std::int64_t> found_by_ranks(const RepeatRules& rules, const ListedRows& rows) {
  const Communicator world = Communicator::world();
  ListedRows mine;
  for (std::size_t i = 0; i < rows.sources.size(); ++i) {
    if (static_cast<int>(i * 7 % static_cast<std::size_t>(world.size())) != world.rank()) continue;
    mine.sources.push_back(rows.sources[i]);
    if (rules.by_identifier) mine.identifiers.push_back(rows.identifiers[i]);
  }
  std::vector<std::int64_t> ids;
  for (const std::size_t place :
       find_repeats(world, rules, InfraredRows{mine.sources}, mine.identifiers))
    ids.push_back(mine.sources[place].ir_id);
  std::vector<std::int64_t> all = world.all_gather(std::span<const std::int64_t>{ids});
  std::sort(all.begin(), all.end());
  return all;
}

TEST(Repeats, are_those_of_all_pairs) {
  for (const SkyPosition& center : awkward_places()) {
    const ListedRows rows = field_with_repeats(center);
    for (const RepeatRules& rules :
         {RepeatRules{true, {}}, RepeatRules{false, Angle::from_arcsec(0.7)},
          RepeatRules{true, Angle::from_arcsec(0.7)}, RepeatRules{true, Angle::from_arcsec(4.0)}}) {
      std::vector<std::int64_t> expected;
      for (std::size_t i = 0; i < rows.sources.size(); ++i) {
        if (repeats(rules, rows, i)) expected.push_back(rows.sources[i].ir_id);
      }
      EXPECT_GT(expected.size(), 20U);
      EXPECT_EQ(found_by_ranks(rules, rows), expected);
    }
  }
}

TEST(Repeats, no_rows) {
  EXPECT_TRUE(found_by_ranks({true, Angle::from_arcsec(1.0)}, {}).empty());
}

TEST(Repeats, an_empty_identifier_is_none) {
  EXPECT_EQ(hash_of_identifier(""), 0U);
  EXPECT_NE(hash_of_identifier("1"), 0U);
  EXPECT_NE(hash_of_identifier("1"), hash_of_identifier("2"));
}

TEST(Repeats, rules_are_given_by_an_identifier_or_a_distance) {
  EXPECT_FALSE(RepeatRules{}.are_given());
  EXPECT_TRUE((RepeatRules{true, {}}.are_given()));
  EXPECT_EQ((RepeatRules{true, Angle::from_arcsec(0.5)}.reach()), Angle::from_arcsec(2.0));
  EXPECT_EQ((RepeatRules{false, Angle::from_arcsec(0.5)}.reach()), Angle::from_arcsec(0.5));
}

} // namespace
} // namespace counterpoint

#include "sources/star_pairs.hpp"

#include "counterpoint/core/random.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <compare>
#include <map>
#include <numbers>
#include <optional>
#include <utility>
#include <vector>

// Which rows of two catalogues list one star, against all pairs of a plain comparison, on any
// number of ranks.
namespace counterpoint {
namespace {

using namespace test_support;

struct Ids {
  std::int64_t first = 0;
  std::int64_t second = 0;
  auto operator<=>(const Ids&) const = default;
};

struct TwoLists {
  std::vector<InfraredSource> first;
  std::vector<InfraredSource> second;
};

// A crowded field: of its stars the first catalogue lists the bright ones, the second most, and
// some twice; errors differ from row to row. A part of the field is only in the second.
TwoLists crowded_field(const SkyPosition& center) {
  TwoLists rows;
  const std::vector<InfraredSource> stars = infrared_field(center, Angle::from_arcsec(55.0), 700);
  std::int64_t next_second = 1000000;
  for (std::size_t i = 0; i < stars.size(); ++i) {
    InfraredSource star = stars[i];
    const auto listed_at = [&](std::uint64_t stream, double sigma_arcsec) {
      const auto [u, v] = random_uniforms({.seed = stream, .id = i});
      InfraredSource row = star;
      row.sigma = Angle::from_arcsec(sigma_arcsec * (1.0 + u));
      row.position =
          offset_by(star.position, Angle::from_degrees(360.0 * v),
                    2.5 * random_uniforms({.seed = stream + 50, .id = i})[0] * row.sigma);
      return row;
    };
    const bool is_covered = position_angle(center, star.position) > Angle::from_degrees(90.0);
    if (star.ks < 15.0 && is_covered) rows.first.push_back(listed_at(1, 0.1));
    for (int time = 0; time < (i % 50 == 0 ? 2 : 1); ++time) {
      rows.second.push_back(listed_at(10 + static_cast<std::uint64_t>(time), 0.25));
      rows.second.back().ir_id = next_second++;
      if (i % 9 == 0) rows.second.back().ks = std::nan("");
    }
  }
  return rows;
}

double density(const InfraredSource& a, const InfraredSource& b, double largest_arcsec) {
  const double variance = std::pow(a.sigma.arcsec(), 2) + std::pow(b.sigma.arcsec(), 2);
  const double distance = separation(a.position, b.position).arcsec();
  if (distance > largest_arcsec || distance > 5.0 * std::sqrt(variance)) return 0.0;
  return std::exp(-0.5 * distance * distance / variance) / (2.0 * std::numbers::pi * variance);
}

// The row of most density; none where all are too far.
const InfraredSource* best_partner_of(const InfraredSource& row,
                                      const std::vector<InfraredSource>& others,
                                      double largest_arcsec) {
  const InfraredSource* best = nullptr;
  for (const InfraredSource& other : others) {
    const double here = density(row, other, largest_arcsec);
    if (here > (best == nullptr ? 0.0 : density(row, *best, largest_arcsec))) best = &other;
  }
  return best;
}

// Of all ranks' rows, where a catalogue covers the sky.
Footprint footprint_of(const std::vector<InfraredSource>& rows) {
  CellTally cells;
  for (const InfraredSource& row : rows)
    cells.add(row.position);
  return {Communicator::world().split(Communicator::world().rank(), 0), std::move(cells)};
}

// The parts of one catalogue's rows that the other lists too.
struct ListedPart {
  std::map<std::size_t, double> n;
  std::map<std::size_t, double> expected;
  std::map<std::size_t, double> part;

  ListedPart(const std::vector<InfraredSource>& rows, const Footprint& other) {
    for (const InfraredSource& row : rows) {
      const std::size_t ks_class = FeatureTally::row_of(row.ks);
      part[ks_class] = 0.5;
      n[ks_class] += other.contains(row.position) ? 1.0 : 0.0;
    }
  }
  void improve() {
    double of_all = 0.0;
    double n_all = 0.0;
    for (const auto& [ks_class, n_of_class] : n) {
      of_all += expected[ks_class];
      n_all += n_of_class;
    }
    for (auto& [ks_class, value] : part) {
      value = (expected[ks_class] + 10.0 * of_all / n_all) / (n[ks_class] + 10.0);
      value = std::clamp(value, 1e-4, 0.99);
    }
    expected.clear();
  }
};

std::vector<Ids> pairs_of_all(const TwoLists& rows, double largest_arcsec) {
  struct Row {
    double ratio_of_best = 0.0;
    double ratio_of_others = 0.0;
    std::size_t ks_class = 0;
    std::size_t ks_class_of_best = 0;
    std::optional<Ids> pair;
    bool is_only_one = false;
  };
  const SkyGrid grid = SkyGrid::with_cells_of_at_least(Angle::from_arcsec(10.0));
  const Footprint of_first = footprint_of(rows.first);
  ListedPart in_second{rows.first, footprint_of(rows.second)};
  ListedPart in_first{rows.second, of_first};
  std::vector<Row> covered;
  for (const InfraredSource& second : rows.second) {
    const InfraredSource* best = best_partner_of(second, rows.first, largest_arcsec);
    if (best == nullptr && !of_first.contains(second.position)) continue;
    Row row;
    row.ks_class = FeatureTally::row_of(second.ks);
    if (best != nullptr && best_partner_of(*best, rows.second, largest_arcsec) == &second) {
      row.pair = Ids{best->ir_id, second.ir_id};
      row.ks_class_of_best = FeatureTally::row_of(best->ks);
      row.is_only_one = std::ranges::count_if(rows.second, [&](const InfraredSource& other) {
                          return density(*best, other, largest_arcsec) > 0.0;
                        }) == 1;
    }
    const SkyCell cell = grid.cell(second.position);
    int n_around = 0;
    for (const InfraredSource& first : rows.first)
      n_around += grid.cell(first.position) == cell ? 1 : 0;
    const double area_of_row = grid.area_arcsec2(cell) / std::max(n_around, 1);
    for (const InfraredSource& first : rows.first) {
      const bool is_best = row.pair && row.pair->first == first.ir_id;
      (is_best ? row.ratio_of_best : row.ratio_of_others) +=
          area_of_row * density(first, second, largest_arcsec);
    }
    covered.push_back(row);
  }
  const auto probability = [&](const Row& row) {
    const double part = in_first.part[row.ks_class];
    const double missing = row.is_only_one ? 1.0 - in_second.part[row.ks_class_of_best] : 1.0;
    const double odds = part / (1.0 - part) * (row.ratio_of_best / missing + row.ratio_of_others);
    return odds / (1.0 + odds);
  };
  for (int round = 0; round < 200; ++round) {
    for (const Row& row : covered) {
      in_first.expected[row.ks_class] += probability(row);
      if (row.pair) in_second.expected[row.ks_class_of_best] += probability(row);
    }
    in_first.improve();
    in_second.improve();
  }
  std::vector<Ids> pairs;
  for (const Row& row : covered) {
    if (row.pair && probability(row) > 0.5) pairs.push_back(*row.pair);
  }
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

// Found by all ranks together, each with the rows that are dealt to it.
StarPairs found_by_ranks(const TwoLists& rows, double largest_arcsec) {
  const Communicator world = Communicator::world();
  const auto mine = [&](const std::vector<InfraredSource>& all) {
    std::vector<InfraredSource> some;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (static_cast<int>(i * 7 % static_cast<std::size_t>(world.size())) == world.rank())
        some.push_back(all[i]);
    }
    return some;
  };
  const std::vector<InfraredSource> first = mine(rows.first);
  const std::vector<InfraredSource> second = mine(rows.second);
  const InfraredRows rows_of_first{first};
  const InfraredRows rows_of_second{second};
  return find_star_pairs(world, {rows_of_first, footprint_of(rows.first)},
                         {rows_of_second, footprint_of(rows.second)},
                         Angle::from_arcsec(largest_arcsec));
}

std::vector<Ids> pairs_of_ranks(const TwoLists& rows, double largest_arcsec) {
  std::vector<Ids> ids;
  for (const StarPair& pair : found_by_ranks(rows, largest_arcsec).pairs)
    ids.push_back({pair.first.row.ir_id, pair.second.row.ir_id});
  std::vector<Ids> all = Communicator::world().all_gather(std::span<const Ids>{ids});
  std::sort(all.begin(), all.end());
  return all;
}

TEST(StarPairs, are_those_of_a_comparison_of_all) {
  for (const SkyPosition& center : awkward_places()) {
    const TwoLists rows = crowded_field(center);
    const std::vector<Ids> pairs = pairs_of_all(rows, 2.0);
    EXPECT_GT(pairs.size(), rows.first.size() / 3);
    EXPECT_LT(pairs.size(), rows.first.size());
    EXPECT_EQ(pairs_of_ranks(rows, 2.0), pairs);
  }
}

TEST(StarPairs, a_row_is_in_one_pair_at_most) {
  const TwoLists rows = crowded_field(awkward_places().front());
  std::vector<std::int64_t> seen;
  for (const auto& [first, second] : pairs_of_ranks(rows, 2.0)) {
    seen.push_back(first);
    seen.push_back(second);
  }
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(std::adjacent_find(seen.begin(), seen.end()), seen.end());
}

// The second lists all stars, the first those brighter than 15 where it covers the sky: that is
// what the parts say, and of half a magnitude about 15 neither nearly all nor nearly none.
TEST(StarPairs, parts_tell_the_depth_of_the_other_catalogue) {
  const TwoLists rows = crowded_field(awkward_places().front());
  const ListedParts listed = found_by_ranks(rows, 2.0).listed;
  const std::size_t bright = FeatureTally::row_of(14.2);
  const std::size_t faint = FeatureTally::row_of(15.7);
  EXPECT_GT(listed[0].part[bright], 0.8);
  EXPECT_GT(listed[1].part[bright], 0.75);
  EXPECT_LT(listed[1].part[faint], 0.25);
  std::int64_t n_first = 0;
  for (const std::int64_t n : listed[0].n)
    n_first += n;
  EXPECT_EQ(n_first, std::ssize(rows.first)); // the second covers all of them
}

TEST(StarPairs, no_rows) {
  const TwoLists rows = crowded_field(awkward_places().front());
  EXPECT_TRUE(pairs_of_ranks({{}, rows.second}, 2.0).empty());
  EXPECT_TRUE(pairs_of_ranks({rows.first, {}}, 2.0).empty());
}

TEST(StarPairs, a_separation_is_bounded) {
  EXPECT_EQ(largest_pair_separation(Angle::from_arcsec(0.3), Angle::from_arcsec(0.4)),
            Angle::from_arcsec(2.5));
  EXPECT_EQ(largest_pair_separation(Angle::from_arcsec(3.0), Angle{}), Angle::from_arcsec(5.0));
}

} // namespace
} // namespace counterpoint

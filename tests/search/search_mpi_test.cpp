#include "counterpoint/search/search.hpp"

#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace counterpoint {
namespace {

using namespace test_support;

const Angle reach = Angle::from_arcsec(5.0);

// What all ranks found: the sources that are among the neighbourhoods, and sums over them.
struct Found {
  std::vector<std::int64_t> xray_ids;
  std::int64_t n_neighbours = 0;
  std::int64_t n_candidates = 0;
};

Found search_all(const Communicator& comm, const XrayCatalogue& xray,
                 const std::vector<InfraredSource>& stars, bool keeps_lonely_sources) {
  LayoutOptions layout;
  layout.tiles = 6;
  layout.trial_groups = 1;
  SearchPlan plan = plan_search({{}, reach, Angle::from_arcsec(0.1)}, layout, xray, comm.size());
  plan.keeps_lonely_sources = keeps_lonely_sources;
  InfraredRows mine;
  for (std::size_t i = 0; i < stars.size(); ++i)
    if (static_cast<int>(i) % comm.size() == comm.rank()) mine.push_back(stars[i]);
  const SearchResult found = search_tiles(comm, plan, xray, std::move(mine));
  const Neighbourhoods& sky = found.sky.neighbourhoods;
  EXPECT_EQ(found.sky.candidates.size(), sky.size());
  Found all{comm.all_gather(std::span<const std::int64_t>{sky.xray_ids}),
            comm.sum(static_cast<std::int64_t>(sky.n_neighbours())),
            comm.sum(std::ssize(found.sky.candidates.values()))};
  std::sort(all.xray_ids.begin(), all.xray_ids.end());
  return all;
}

// Of sources with few stars between them, those are left out that no star is within reach of.
TEST(SearchTiles, lonely_sources_are_among_the_neighbourhoods_where_that_is_asked_for) {
  const Communicator comm = Communicator::world();
  for (const SkyPosition& center : awkward_places()) {
    const XrayCatalogue xray{xray_field(center, Angle::from_arcsec(150.0), 80), {}, {}, {""}, {}};
    const auto stars = infrared_field(center, Angle::from_arcsec(150.0), 200);
    std::vector<std::int64_t> near_a_star;
    std::int64_t n_neighbours = 0;
    for (const XraySource& source : xray.sources) {
      const auto n = std::count_if(stars.begin(), stars.end(), [&](const InfraredSource& star) {
        return separation(*source.position, star.position) <=
               Acceptance{}.radius(source.error.major, star.error) + reach;
      });
      if (n > 0) near_a_star.push_back(source.xray_id);
      n_neighbours += n;
    }
    ASSERT_LT(near_a_star.size(), xray.sources.size());
    const Found some = search_all(comm, xray, stars, false);
    const Found all = search_all(comm, xray, stars, true);
    EXPECT_EQ(some.xray_ids, near_a_star);
    EXPECT_EQ(some.n_neighbours, n_neighbours);
    EXPECT_EQ(all.n_neighbours, n_neighbours);
    EXPECT_EQ(all.n_candidates, some.n_candidates);
    EXPECT_EQ(all.xray_ids.size(), xray.sources.size());
  }
}

} // namespace
} // namespace counterpoint

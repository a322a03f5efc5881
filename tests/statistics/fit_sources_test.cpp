#include "counterpoint/statistics/fit_sources.hpp"

#include "candidate_at.hpp"
#include "statistics/data_part.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace counterpoint {
namespace {

using test_support::candidate_at;

// Five sources of two classes, each with as many candidates as its number.
struct FiveSources {
  FiveSources() {
    for (std::int64_t i = 0; i < 5; ++i) {
      candidates.emplace_back(static_cast<std::size_t>(i), candidate_at(0.5, 15.0));
      XrayTerms terms;
      terms.source_class = static_cast<std::uint16_t>(i % 2);
      list.push_back({candidates.back(), terms, 10 + i});
    }
  }
  std::vector<std::vector<Candidate>> candidates;
  std::vector<XrayCandidates> list;
};

std::vector<std::int64_t> ids_of(const FitSources& sources) {
  std::vector<std::int64_t> ids;
  for (const XrayCandidates& source : sources)
    ids.push_back(source.xray_id);
  return ids;
}

TEST(FitSources, are_those_of_a_list_or_made_one_by_one) {
  const FiveSources five;
  const FitSources listed{five.list};
  const FitSources made{five.list.size(), [&](std::size_t i) { return five.list[i]; }};
  EXPECT_EQ(ids_of(listed), (std::vector<std::int64_t>{10, 11, 12, 13, 14}));
  EXPECT_EQ(ids_of(made), ids_of(listed));
  EXPECT_EQ(made[3].candidates.size(), 3U);
  EXPECT_EQ(ids_of(FitSources{}).size(), 0U);
}

// A fit of the errors changes what the sources are made of: those that were kept stay.
TEST(FitSources, that_are_kept_are_as_they_were) {
  FiveSources five;
  int n_made = 0;
  const FitSources made{five.list.size(), [&](std::size_t i) {
                          ++n_made;
                          return five.list[i];
                        }};
  const FitSources kept = made.kept();
  five.list[3].terms.source_class = 7;
  EXPECT_EQ(ids_of(kept), ids_of(five.list));
  EXPECT_EQ(kept[3].candidates.size(), 3U);
  EXPECT_EQ(kept[3].terms.source_class, 1U);
  EXPECT_EQ(n_made, 5) << "once each";
  EXPECT_EQ(made[3].terms.source_class, 7U);

  // Too many are not kept.
  constexpr std::size_t many = FitSources::most_bytes_kept / sizeof(XrayCandidates) + 1;
  const FitSources too_many =
      FitSources{many, [&](std::size_t i) { return five.list[i % 5]; }}.kept();
  five.list[3].terms.source_class = 8;
  EXPECT_EQ(too_many[3].terms.source_class, 8U);
}

// A part lives longer than the data that it was made of, and a part has parts.
TEST(DataPart, holds_the_sources_that_are_wanted) {
  const FiveSources five;
  const auto part_of = [](const LikelihoodData& all, std::uint16_t source_class) {
    return DataPart{all, [&](const XrayCandidates& source) {
                      return source.terms.source_class == source_class;
                    }};
  };
  const auto odd = [&] {
    LikelihoodData all;
    all.sources = five.list;
    all.sum = [](std::span<ExactSum>) {};
    return part_of(all, 1);
  }();
  EXPECT_EQ(ids_of(odd.data().sources), (std::vector<std::int64_t>{11, 13}));
  EXPECT_EQ(odd.data().n_sources, 2);
  EXPECT_EQ(ids_of(part_of(odd.data(), 1).data().sources), ids_of(odd.data().sources));
  EXPECT_EQ(part_of(odd.data(), 0).data().sources.size(), 0U);
}

} // namespace
} // namespace counterpoint

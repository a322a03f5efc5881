#include "counterpoint/null_trials/trials.hpp"
#include "small_trials.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <map>
#include <utility>
#include <vector>

namespace counterpoint {
namespace {

using test_support::field_radius;

class TrialBatches : public testing::TestWithParam<ShiftMode> {
protected:
  using Matches = std::map<std::pair<std::size_t, int>, std::vector<std::int64_t>>;

  [[nodiscard]] Matches matches(const TrialShare& share) const {
    Matches found;
    run_null_trials(sky_, options_, share, [&](const TrialMatches& made) {
      for (const Candidate& candidate : made.candidates)
        found[{made.source, made.trial}].push_back(candidate.ir_id);
    });
    return found;
  }

  NullOptions options_ = test_support::options_for(GetParam());
  SkyPosition place_ = test_support::awkward_places()[0];
  Neighbourhoods sky_ = test_support::neighbourhoods_of(
      test_support::xray_field(place_, field_radius, 20),
      test_support::infrared_field(place_, field_radius, 1000), options_);
};

// Also those that cut a pair of trials, whose draws are one, and with several groups.
TEST_P(TrialBatches, make_the_matches_of_the_whole) {
  const Matches whole = matches({});
  ASSERT_GT(whole.size(), 20U);
  Matches together;
  for (const auto& [first, end] : {std::pair{0, 3}, {3, 4}, {4, 7}}) {
    for (int group = 0; group < 2; ++group) {
      for (const auto& [key, stars] : matches({group, 2, first, end})) {
        EXPECT_GE(key.second, first);
        EXPECT_LT(key.second, end);
        together[key] = stars;
      }
    }
  }
  EXPECT_EQ(together, whole);
}

TEST_P(TrialBatches, of_the_sweep_add_up) {
  const auto whole = sweep_matched_sources(sky_, options_, {});
  std::vector<std::int64_t> sum(whole.size());
  for (const auto& [first, end] : {std::pair{0, 1}, {1, 4}, {4, 5}}) {
    const auto part = sweep_matched_sources(sky_, options_, {0, 1, first, end});
    for (std::size_t i = 0; i < sum.size(); ++i)
      sum[i] += part[i];
  }
  EXPECT_EQ(sum, whole);
}

INSTANTIATE_TEST_SUITE_P(Modes, TrialBatches,
                         testing::Values(ShiftMode::disc, ShiftMode::annulus, ShiftMode::rigid));

} // namespace
} // namespace counterpoint

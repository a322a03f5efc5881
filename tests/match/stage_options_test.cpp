#include "match/stage/stage_options.hpp"

#include "counterpoint/match/match.hpp"
#include "counterpoint/settings/settings.hpp"
#include "support/refusal.hpp"

#include <gtest/gtest.h>

namespace counterpoint {
namespace {

using test_support::refusal;

StageOptions options_of(const std::vector<std::string>& arguments) {
  return stage_options(Settings{match_keys(), arguments}, "a/result.h5");
}

TEST(StageOptions, a_run_that_may_stop_has_a_checkpoint) {
  EXPECT_TRUE(options_of({}).checkpoint.empty());
  EXPECT_EQ(options_of({"--resume"}).checkpoint, "a/result.h5.stage");
  EXPECT_FALSE(options_of({"--resume"}).is_kept);
  EXPECT_EQ(options_of({"--time-budget", "2m"}).checkpoint, "a/result.h5.stage");
  const StageOptions named = options_of({"--resume", "--save-stage", "b.stage"});
  EXPECT_EQ(named.checkpoint, "b.stage");
  EXPECT_TRUE(named.is_kept);
  EXPECT_TRUE(options_of({"--from-stage", "b.stage"}).checkpoint.empty());
}

TEST(StageOptions, a_time_has_a_unit) {
  const auto seconds = [](const std::string& text) {
    return options_of({"--time-budget", text}).time_budget->count();
  };
  EXPECT_EQ(seconds("90s"), 90.0);
  EXPECT_EQ(seconds("55m"), 3300.0);
  EXPECT_EQ(seconds("1.5h"), 5400.0);
  for (const char* wrong : {"90", "m", "0s", "-1h", "1e9h", "nans", "infh", "2d"})
    EXPECT_NE(refusal([&] { (void)seconds(wrong); }), "accepted") << wrong;
}

constexpr const char* of_stage = "infrared.catalogue = a.csv\ninfrared.catalogue = b.csv\n"
                                 "null.seed = 1\nprobability.method = lr\n";

TEST(StageOptions, only_what_lies_behind_the_search_may_change) {
  const auto told = [](const std::string& now) {
    return refusal([&] { require_same_search(of_stage, now, "x.stage"); });
  };
  EXPECT_EQ(told(of_stage), "accepted");
  EXPECT_EQ(told("infrared.catalogue = a.csv\ninfrared.catalogue = b.csv\nnull.seed = 2\n"
                 "probability.method = mauerhan\n"),
            "accepted");
  EXPECT_EQ(
      told("infrared.catalogue = a.csv\nnull.seed = 1\nprobability.method = lr\n"),
      "infrared.catalogue = a.csv, but the stage x.stage was made with infrared.catalogue = a.csv, "
      "b.csv: this reaches before the stage; leave it as it was, or run match without the stage");
  EXPECT_NE(refusal([] {
              require_same_settings(of_stage, std::string{of_stage} + "null.trials = 3\n",
                                    "x.stage");
            }).find("null.trials = 3"),
            std::string::npos);
}

} // namespace
} // namespace counterpoint

#include "match/stage/kept_results.hpp"

#include "match/stage/result_passes.hpp"
#include "match/stage/stage_options.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace counterpoint {
namespace {

ErrorTerm term_of_test() {
  return {"tail_fraction", 2, 0.1, 0.02, 7.5, true};
}

KeptResults all_of_test() {
  KeptResults kept;
  DepthStars depth{{15.0, 14.0, 16.0, 100, 30}, StarsOfCells{{SkyPosition{}}, {3, 4}}};
  SlowFits fits{{{1.1, Angle::from_arcsec(0.2), {0.1, 3.0}, {1.0, 1.2}}, 0.05, 0.06, 9.0, 50.0, {}},
                {}};
  fits.errors.terms = {term_of_test()};
  fits.q_errors = {{0.1, 0.2}, 0.3};
  std::vector<std::int64_t> separations{5, 6, 7};
  TrialProgress trials{4, 2, {NullCounts{4, 3, 2}, {1, 2, 3}}};
  trials.counts.null.own_counterparts = 11;
  NullExpectation expectation{std::vector<ExactSum>(2), std::vector<ExactSum>(2), {}};
  expectation.mean[1].add(0.7);
  ClusteringCheck clustering{1.0, 2.0, 3.0};
  kept.put(LaterResult::depth, depth);
  kept.put(LaterResult::fits, fits);
  kept.put(LaterResult::separations, separations);
  kept.put(LaterResult::trials, trials);
  kept.put(LaterResult::expectation, expectation);
  kept.put(LaterResult::clustering, clustering);
  return kept;
}

TEST(KeptResults, come_back_as_they_were) {
  KeptResults before = all_of_test();
  StateWriter writer;
  before.pass_all(writer);
  KeptResults kept;
  StateReader reader{writer.bytes()};
  kept.pass_all(reader);

  const auto depth = kept.get<DepthStars>(LaterResult::depth);
  EXPECT_EQ(depth->check.deepest_ks, 16.0);
  EXPECT_EQ(depth->of_cells->by_class, (std::vector<std::int64_t>{3, 4}));
  const auto fits = kept.get<SlowFits>(LaterResult::fits);
  EXPECT_EQ(fits->errors.model.class_factors, (std::vector{1.0, 1.2}));
  EXPECT_EQ(fits->errors.model.floor, Angle::from_arcsec(0.2));
  EXPECT_EQ(fits->errors.terms.front().name, term_of_test().name);
  EXPECT_EQ(fits->errors.terms.front().source_class, term_of_test().source_class);
  EXPECT_EQ(fits->q_errors.q_total, 0.3);
  const auto trials = kept.get<TrialProgress>(LaterResult::trials);
  EXPECT_EQ(trials->n_null, 4);
  EXPECT_EQ(trials->counts.null.own_counterparts, 11);
  EXPECT_EQ(trials->counts.null.best.size(), (NullCounts{4, 3, 2}.best.size()));
  EXPECT_EQ(trials->counts.sweep, (std::vector<std::int64_t>{1, 2, 3}));
  EXPECT_EQ(kept.get<NullExpectation>(LaterResult::expectation)->mean[1].value(), 0.7);
  EXPECT_EQ(kept.get<ClusteringCheck>(LaterResult::clustering)->rigid_error, 2.0);
}

TEST(KeptResults, are_made_once) {
  KeptResults kept;
  int n_made = 0;
  const auto make = [&] { return std::vector<std::int64_t>{++n_made}; };
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(kept.get_or_make(LaterResult::separations, make), std::vector<std::int64_t>{1});
  }
  EXPECT_EQ(n_made, 1);
  EXPECT_FALSE(kept.get<ClusteringCheck>(LaterResult::clustering));
}

// What is left where one setting has changed: d(epth), f(its), s(eparations), t(rials),
// e(xpectation), c(lustering).
std::string left_without(const std::string& key) {
  KeptResults kept = all_of_test();
  kept.forget_what_rests_on({key});
  std::string left;
  for (std::size_t i = 0; i < 6; ++i) {
    if (kept.has(static_cast<LaterResult>(i))) left += "dfstec"[i];
  }
  return left;
}

TEST(KeptResults, stay_where_nothing_that_they_rest_on_changes) {
  EXPECT_EQ(left_without("probability.method"), "dfstec");
  EXPECT_EQ(left_without("probability.chance-ks"), "dfstec");
  EXPECT_EQ(left_without("null.seed"), "dfse");
  EXPECT_EQ(left_without("null.trials"), "dfse");
  EXPECT_EQ(left_without("sweep.trials"), "dfsec");
  for (const char* key :
       {"probability.density", "probability.depth", "xray.error-scale", "xray.error-terms"})
    EXPECT_EQ(left_without(key), "ec") << key;
  for (const char* key : {"null.mode", "null.shift-min", "null.shift-max", "sweep.radii",
                          "match.completeness", "match.radius-factor", "one.that-is-new"})
    EXPECT_EQ(left_without(key), "") << key;
}

TEST(ChangedKeys, are_those_with_another_value) {
  EXPECT_EQ(changed_keys("a.b = 1\nc.d = 2\n", "a.b = 1\nc.d = 3\n"),
            (std::vector<std::string>{"c.d"}));
  EXPECT_EQ(changed_keys("a.b = 1\na.b = 2\nc.d = 2\n", "a.b = 2\na.b = 1\ne.f = 1\n"),
            (std::vector<std::string>{"a.b", "e.f", "c.d"}));
}

} // namespace
} // namespace counterpoint

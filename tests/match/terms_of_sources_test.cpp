#include "match/terms_of_sources.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

namespace counterpoint {
namespace {

constexpr double density_arcsec2 = 0.5;

struct Sources {
  int n_seen = 0;  // that have candidates
  int n_empty = 0; // that have none
};

// With errors that are all alike. The last one is at an edge.
TermsOfSources terms_of(const std::vector<XraySource>& sources, const Sources& inside,
                        const Sources& at_edge) {
  std::vector<TermsOfSources::Own> own;
  const auto add = [&](int n, bool is_at_edge, bool has_candidates) {
    for (int i = 0; i < n; ++i) {
      TermsOfSources::Own terms;
      terms.is_considered = true;
      terms.is_at_edge = is_at_edge;
      terms.has_candidates = has_candidates;
      own.push_back(terms);
    }
  };
  add(inside.n_seen, false, true);
  add(inside.n_empty, false, false);
  add(at_edge.n_seen, true, true);
  add(at_edge.n_empty, true, false);
  TermsOfSources terms{sources, Acceptance{}, Angle::from_arcsec(0.1), std::move(own)};
  terms.find_coverage(density_arcsec2);
  return terms;
}

std::vector<XraySource> some_sources(int n) {
  XraySource source;
  source.position = SkyPosition{Angle::from_degrees(10.0), Angle::from_degrees(1.0)};
  source.error = SkyEllipse{Angle::from_arcsec(1.0)};
  source.sigma = SkyEllipse{Angle::from_arcsec(0.5)};
  source.kept = true;
  return std::vector<XraySource>(static_cast<std::size_t>(n), source);
}

double coverage_of_last(const Sources& inside, const Sources& at_edge) {
  const int n = inside.n_seen + inside.n_empty + at_edge.n_seen + at_edge.n_empty;
  const std::vector<XraySource> sources = some_sources(n);
  const TermsOfSources terms = terms_of(sources, inside, at_edge);
  for (std::size_t id = 0; id + static_cast<std::size_t>(at_edge.n_empty) < terms.size(); ++id)
    EXPECT_EQ(terms[id].coverage, 1.0) << id;
  return terms[terms.size() - 1].coverage;
}

TEST(TermsOfSources, at_an_edge_are_covered_if_as_many_as_elsewhere_have_candidates) {
  EXPECT_NEAR(coverage_of_last({60000, 40000}, {60, 40}), 1.0, 1e-3);
  EXPECT_EQ(coverage_of_last({60000, 40000}, {80, 20}), 1.0);
  EXPECT_NEAR(coverage_of_last({90000, 10000}, {90, 10}), 1.0, 1e-3);
}

TEST(TermsOfSources, at_an_edge_without_candidates_may_not_be_covered) {
  // 60 with candidates come with 40 without: of 100 without, 60 are not covered.
  EXPECT_NEAR(coverage_of_last({60000, 40000}, {60, 100}), 0.4, 1e-3);
  EXPECT_NEAR(coverage_of_last({90000, 10000}, {60, 100}), 60.0 / 9.0 / 100.0, 1e-3);
  EXPECT_EQ(coverage_of_last({600, 400}, {0, 100}), 0.0);
}

TEST(TermsOfSources, away_from_the_edges_must_be_some_to_decide_on_those_at_them) {
  const double by_unrelated = coverage_of_last({}, {100, 200});
  EXPECT_NEAR(coverage_of_last({1, 0}, {100, 200}), by_unrelated, 0.1 * by_unrelated);
  EXPECT_LT(coverage_of_last({1000, 0}, {100, 200}), 0.1 * by_unrelated);
}

TEST(TermsOfSources, are_judged_by_unrelated_stars_where_all_are_at_an_edge) {
  const std::vector<XraySource> sources = some_sources(1);
  const double radius = terms_of(sources, {}, {1, 0})[0].acceptance.major.arcsec();
  const double chance_of_none = std::exp(-density_arcsec2 * std::numbers::pi * radius * radius);
  const double n_covered = 100.0 / (1.0 - chance_of_none);
  EXPECT_NEAR(coverage_of_last({}, {100, 200}), (n_covered - 100.0) / 200.0, 1e-9);
}

} // namespace
} // namespace counterpoint

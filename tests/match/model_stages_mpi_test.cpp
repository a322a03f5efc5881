#include "counterpoint/comm/communicator.hpp"
#include "match/candidates.hpp"
#include "match/fitted_model.hpp"
#include "match/probabilities.hpp"
#include "match/source_terms.hpp"
#include "support/search_tile.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>

namespace counterpoint {
namespace {

const SkyPosition center = test_support::awkward_places()[0];
const Angle field_radius = Angle::from_arcsec(60.0);

// A small field with one source that was not kept, one without a position and one far outside.
XrayCatalogue xray_of_field() {
  XrayCatalogue xray;
  xray.sources = test_support::xray_field(center, field_radius, 60);
  xray.sources.own()[3].kept = false;
  xray.sources.own()[5].kept = false;
  xray.sources.own()[5].position = std::nullopt;
  xray.sources.own()[7].position = offset_by(center, Angle{}, Angle::from_degrees(3.0));
  return xray;
}

// The inputs, candidates and terms of the field, as the ranks of `comm` have them.
struct Stages {
  explicit Stages(const Communicator& comm)
      : inputs{make_inputs(comm)}, candidates{make_candidates(comm)}, terms{make_source_terms(
                                                                          comm, options, inputs,
                                                                          candidates)} {}

  static MatchInputs make_inputs(const Communicator& comm) {
    const auto stars = test_support::infrared_field(center, field_radius, 2000);
    InfraredTally tally{MagnitudeBins{}};
    CellTally cells; // of this rank: the footprint adds them up
    for (const InfraredSource& star : stars) {
      tally.add(star, star.position.ra().degrees(), star.position.dec().degrees());
      if (comm.is_root()) cells.add(star.position);
    }
    Footprint footprint{comm, std::move(cells)};
    return {XrayInput{xray_of_field(), {}, 0},
            {},
            InfraredInput{InfraredRows{stars}, std::move(tally), {}, {}, 0, 0},
            std::move(footprint)};
  }

  // The first rank searches for all.
  [[nodiscard]] Candidates make_candidates(const Communicator& comm) const {
    std::vector<XraySource> kept;
    for (const XraySource& source : inputs.xray.catalogue.sources) {
      if (source.kept) kept.push_back(source);
    }
    SearchResult search;
    search.sky = test_support::search_tile(kept, inputs.infrared.rows.copied(), {}, Angle{});
    search.is_in_first_group = comm.is_root();
    return gather_candidates(comm, std::ssize(inputs.xray.catalogue.sources), search);
  }

  MatchOptions options = [] {
    MatchOptions defaults;
    defaults.errors.factor = 1.0;
    return defaults;
  }();
  MatchInputs inputs;
  Candidates candidates;
  SourceTerms terms;
};

TEST(SourceTerms, count_sources_that_were_kept_and_lie_in_the_footprint) {
  const Communicator comm = Communicator::world();
  const Stages stages{comm};
  const auto& by_id = stages.terms.by_xray_id;
  ASSERT_EQ(by_id.size(), 60U);
  std::int64_t n_considered = 0;
  for (std::size_t id = 0; id < by_id.size(); ++id) {
    EXPECT_EQ(by_id[id].is_considered, id != 3 && id != 5 && id != 7) << id;
    EXPECT_EQ(by_id[id].sigma.major, stages.inputs.xray.catalogue.sources[id].sigma.major);
    n_considered += by_id[id].is_considered ? 1 : 0;
  }
  EXPECT_EQ(stages.terms.n_considered, n_considered);
  for (std::size_t i = 0; i < stages.candidates.size(); ++i) {
    const std::int64_t id = stages.candidates.xray_id(i); // 3 was dropped, but lies inside
    EXPECT_EQ(stages.terms.in_footprint[i] != 0, id != 5 && id != 7) << id;
  }
}

TEST(FittedModel, is_the_same_on_any_number_of_ranks) {
  const Communicator world = Communicator::world();
  const Communicator alone = world.split(world.rank(), 0);
  Stages shared{world};
  Stages whole{alone};
  const FittedModel of_all = fit_model(world, shared.options, shared.inputs,
                                       {shared.candidates, {std::move(shared.terms), {}, {}}, {}});
  const FittedModel of_one = fit_model(alone, whole.options, whole.inputs,
                                       {whole.candidates, {std::move(whole.terms), {}, {}}, {}});
  EXPECT_EQ(of_all.model.lr.q, of_one.model.lr.q);
  EXPECT_EQ(of_all.q_errors.q, of_one.q_errors.q);
  EXPECT_EQ(of_all.log_likelihood_gain, of_one.log_likelihood_gain);
  EXPECT_EQ(of_all.model.mauerhan.f, of_one.model.mauerhan.f);
  EXPECT_TRUE(of_all.counts == of_one.counts);
  EXPECT_GT(of_all.counts.n_pairs, 50); // enough that a share of them would give another fit
}

TEST(FittedModel, scales_the_declared_errors) {
  const Communicator comm = Communicator::world();
  Stages stages{comm};
  stages.options.errors.factor = 2.0;
  const FittedModel fitted = fit_model(comm, stages.options, stages.inputs,
                                       {stages.candidates, {std::move(stages.terms), {}, {}}, {}});
  for (std::size_t id = 0; id < fitted.terms.by_xray_id.size(); ++id) {
    const Angle declared = stages.inputs.xray.catalogue.sources[id].sigma.major;
    EXPECT_NEAR(fitted.terms.by_xray_id[id].sigma.major.arcsec(), 2.0 * declared.arcsec(), 1e-9);
  }
}

TEST(Probabilities, of_a_source_sum_to_one_and_over_all_to_the_sum) {
  const Communicator comm = Communicator::world();
  Stages stages{comm};
  const FittedModel fitted = fit_model(comm, stages.options, stages.inputs,
                                       {stages.candidates, {std::move(stages.terms), {}, {}}, {}});
  const Probabilities probabilities =
      compute_probabilities(comm, Estimator::lr, stages.candidates, fitted);
  ASSERT_EQ(probabilities.of_source.size(), stages.candidates.size());
  ExactSum sum;
  for (std::size_t i = 0; i < probabilities.of_source.size(); ++i) {
    const auto of_source = probabilities.of_source[i];
    ASSERT_EQ(of_source.size(), stages.candidates.of_source[i].size());
    if (of_source.empty()) continue;
    double total = of_source.front().lr.p0;
    for (const PairProbabilities& candidate : of_source) {
      total += candidate.lr.p;
      sum.add(candidate.lr.p);
    }
    EXPECT_NEAR(total, 1.0, 1e-12);
  }
  std::vector<ExactSum> sums{sum};
  comm.sum(std::span{sums});
  EXPECT_EQ(probabilities.sum_lr, sums[0].value());
  EXPECT_EQ(probabilities.expected.n_considered, 57);
  double n_covered = 0.0;
  for (std::size_t id = 0; id < fitted.terms.by_xray_id.size(); ++id) {
    const XrayTerms terms = fitted.terms.by_xray_id[id];
    if (terms.is_considered) n_covered += terms.coverage;
  }
  EXPECT_GT(n_covered, 50.0); // some at the edge of the field have no star near
  EXPECT_LT(n_covered, 57.0);
  EXPECT_NEAR(probabilities.expected.anywhere, n_covered * fitted.model.lr.q_total, 1e-9);
  EXPECT_LE(probabilities.expected.among_candidates, probabilities.expected.anywhere + 1e-9);
}

} // namespace
} // namespace counterpoint

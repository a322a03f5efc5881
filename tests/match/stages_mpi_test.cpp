#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/random.hpp"
#include "counterpoint/statistics/calibration.hpp"
#include "match/candidates.hpp"
#include "match/null_comparison.hpp"
#include "support/adds_up.hpp"
#include "support/search_tile.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>

namespace counterpoint {
namespace {

using test_support::expect_adds_up;

const Angle radius_of_field = Angle::from_arcsec(60.0);
const Angle largest_shift = Angle::from_arcsec(8.0);

// One X-ray source of a small field: what the ranks share.
struct Field {
  std::vector<XraySource> xray =
      test_support::xray_field(test_support::awkward_places()[0], radius_of_field, 37);
  std::vector<InfraredSource> infrared =
      test_support::infrared_field(test_support::awkward_places()[0], radius_of_field, 2000);
  MagnitudeBins bins{10.0, 18.0, 0.5};

  [[nodiscard]] SearchedSky search(const std::vector<std::size_t>& rows) const {
    std::vector<XraySource> part;
    for (const std::size_t row : rows)
      part.push_back(xray[row]);
    return test_support::search_tile(part, infrared, {}, largest_shift);
  }
  [[nodiscard]] std::vector<std::size_t> all_rows() const {
    std::vector<std::size_t> rows(xray.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
      rows[row] = row;
    return rows;
  }
};

TEST(Candidates, arrive_whole_and_ordered_at_the_ranks_that_write) {
  const Communicator comm = Communicator::world();
  const Field field;
  std::vector<std::size_t> mine; // the searching ranks hold other sources than the writing ones
  for (std::size_t row = 0; row < field.xray.size(); ++row) {
    if ((row * 7) % static_cast<std::size_t>(comm.size()) == static_cast<std::size_t>(comm.rank()))
      mine.push_back(row);
  }
  SearchResult search;
  search.sky = field.search(mine);
  search.is_in_first_group = true;
  const auto n_xray = std::ssize(field.xray);
  const Candidates candidates = gather_candidates(comm, n_xray, search);
  EXPECT_EQ(comm.sum(static_cast<std::int64_t>(candidates.size())), n_xray);
  EXPECT_EQ(candidates.first_xray_id,
            comm.exclusive_prefix_sum(static_cast<std::int64_t>(candidates.size())));

  const SearchedSky whole = field.search(field.all_rows());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto expected = whole.candidates[static_cast<std::size_t>(candidates.xray_id(i))];
    const auto actual = candidates.of_source[i];
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t k = 0; k < expected.size(); ++k) {
      EXPECT_EQ(actual[k].ir_id, expected[k].ir_id);
      EXPECT_EQ(actual[k].separation, expected[k].separation);
    }
  }
}

// The trial groups hold the same sources: only one of them sends.
TEST(Candidates, come_from_the_first_trial_group_only) {
  const Communicator comm = Communicator::world();
  const Field field;
  SearchResult search;
  search.sky = field.search(field.all_rows());
  search.is_in_first_group = comm.is_root();
  const Candidates candidates = gather_candidates(comm, std::ssize(field.xray), search);
  EXPECT_EQ(comm.sum(std::ssize(candidates.of_source.values())),
            std::ssize(search.sky.candidates.values()));
}

// Where the first sources of a catalogue have all the candidates, a rank writes fewer of them.
TEST(Candidates, are_shared_by_the_work_they_make) {
  const Communicator comm = Communicator::world();
  constexpr std::int64_t n_xray = 5000;
  SearchResult search;
  search.is_in_first_group = comm.is_root();
  for (std::int64_t id = 0; id < n_xray; ++id) {
    search.sky.neighbourhoods.xray_ids.push_back(id);
    for (int k = 0; id < n_xray / 10 && k < 20; ++k)
      search.sky.candidates.push_back(Candidate{});
    search.sky.candidates.close_group();
  }
  const Candidates mine = gather_candidates(comm, n_xray, search);
  const auto work = static_cast<double>(mine.size() + 2 * mine.of_source.values().size());
  const double whole = n_xray + 2.0 * 20.0 * n_xray / 10;
  EXPECT_NEAR(work, whole / comm.size(), 0.15 * whole / comm.size());
  EXPECT_EQ(comm.sum(std::ssize(mine.of_source.values())), 20 * n_xray / 10);
}

TEST(CandidateCounts, add_up) {
  const Communicator comm = Communicator::world();
  const Field field;
  const SearchedSky sky = field.search(field.all_rows());
  expect_adds_up(comm, field.all_rows(), [&](const std::vector<std::size_t>& rows) {
    CandidateCounts counts{field.bins};
    for (const std::size_t row : rows) {
      const auto candidates = sky.candidates[row];
      counts.n_pairs += std::ssize(candidates);
      for (const Candidate& candidate : candidates) {
        ++counts.per_bin[static_cast<std::size_t>(field.bins.bin_of_all(candidate.ks))];
      }
      if (!candidates.empty()) counts.brightest.add(field.bins, candidates, row % 3 != 0);
    }
    return counts;
  });
}

// A model in which any star may be a counterpart.
ProbabilityModel plain_model() {
  ProbabilityModel model;
  model.lr.q.assign(MagnitudeClasses::n_classes, 0.5 / MagnitudeClasses::n_classes);
  model.lr.n.assign(MagnitudeClasses::n_classes, 1e-4);
  model.lr.q_total = 0.5;
  model.lr.infrared_sigma = Angle::from_arcsec(0.1);
  model.magnitude_ratio = MagnitudeRatio{model.lr};
  model.mauerhan.f = model.notebook.f = std::vector<double>(model.bins.grid().size(), 0.3);
  model.mauerhan.rho = model.notebook.rho = std::vector<double>(model.bins.grid().size(), 0.05);
  return model;
}

std::vector<XrayTerms> terms_of(const Field& field) {
  std::vector<XrayTerms> terms;
  for (const XraySource& source : field.xray)
    terms.push_back({source.sigma, source.error, 1.0, true});
  return terms;
}

NullOptions null_options_of_test() {
  NullOptions options;
  options.trials = 6;
  options.shift_max = largest_shift;
  options.sweep_radii = {Angle::from_arcsec(2.0), Angle::from_arcsec(5.0)};
  return options;
}

TEST(NullCounts, add_up) {
  const Communicator comm = Communicator::world();
  const Field field;
  const ProbabilityModel model = plain_model();
  const std::vector<XrayTerms> terms = terms_of(field);
  expect_adds_up(comm, field.all_rows(), [&](const std::vector<std::size_t>& rows) {
    const SearchedSky sky = field.search(rows);
    const NeighbourBins bins = trial_bins(field.bins, sky.neighbourhoods);
    const NullOptions options = null_options_of_test();
    const auto of_source = [&](std::size_t id) { return terms[id]; };
    NullJudge judge{sky, bins, {model, {Estimator::lr}, of_source}, options.trials};
    run_null_trials(sky.neighbourhoods, options, {}, std::ref(judge));
    return judge.counts();
  });
}

TEST(NullExpectation, adds_up) {
  const Communicator comm = Communicator::world();
  const Field field;
  expect_adds_up(comm, field.all_rows(), [&](const std::vector<std::size_t>& rows) {
    const SearchedSky sky = field.search(rows);
    return expect_null_matches(sky.neighbourhoods, trial_bins(field.bins, sky.neighbourhoods),
                               Companions{sky.neighbourhoods, field.xray, 2.0 * largest_shift},
                               null_options_of_test());
  });
}

TEST(RealCounts, add_up) {
  const Communicator comm = Communicator::world();
  const Field field;
  const ProbabilityModel model = plain_model();
  const std::vector<XrayTerms> terms = terms_of(field);
  const SearchedSky sky = field.search(field.all_rows());
  expect_adds_up(comm, field.all_rows(), [&](const std::vector<std::size_t>& rows) {
    RealCounts counts;
    for (const std::size_t row : rows)
      counts.add(candidate_probabilities(model, {sky.candidates[row], terms[row]}), Estimator::lr);
    return counts;
  });
}

} // namespace
} // namespace counterpoint

#include "match/clustering.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/null_trials/trials.hpp"
#include "counterpoint/statistics/histogram.hpp"

#include <cmath>

namespace counterpoint {

bool ClusteringCheck::disagrees() const {
  constexpr double tolerance = 0.015;
  constexpr double significance = 3.0;
  const double deviation = std::abs(rigid_mean - independent_expected);
  return deviation > tolerance * independent_expected && deviation > significance * rigid_error;
}

ClusteringCheck check_clustering(const Communicator& comm, const NullOptions& null,
                                 const SearchResult& search, const NullExpectation& expected) {
  if (null.mode == ShiftMode::rigid) return {};
  NullOptions rigid = null;
  rigid.mode = ShiftMode::rigid;
  rigid.shift_min = null.zone().inner;
  rigid.sweep_radii = {null.shift_max};
  rigid.sweep_trials = null.trials;
  auto matched = run_together(
      comm, [&] { return sweep_matched_sources(search.sky.neighbourhoods, rigid, search.share); });
  comm.sum(std::span{matched});
  const MeanAndDeviation over_trials = mean_and_deviation(matched);
  return {over_trials.mean, over_trials.deviation / std::sqrt(static_cast<double>(null.trials)),
          expected.matched_sources.back().value()};
}

} // namespace counterpoint

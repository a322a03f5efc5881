#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "match/candidates.hpp"
#include "match/probabilities.hpp"

#include <cstdint>

namespace counterpoint {

/// No star is the counterpart of two X-ray sources: is one of many, the rows of the catalogue are
/// detections, several of a source.
struct SharedCounterparts {
  std::int64_t n_sources = 0; ///< X-ray sources with a candidate of P >= 0.5
  std::int64_t n_sharing = 0; ///< those whose candidate is that of another, too

  /// More than neighbours in a crowded field would.
  [[nodiscard]] bool are_many() const;

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(n_sources);
    over_ranks.sum(n_sharing);
  }
};

/// Collective. By the estimator lr.
[[nodiscard]] SharedCounterparts count_shared_counterparts(const Communicator& comm,
                                                           const Candidates& candidates,
                                                           const Probabilities& probabilities);

} // namespace counterpoint

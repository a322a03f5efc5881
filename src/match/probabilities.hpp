#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/statistics/calibration.hpp"
#include "counterpoint/statistics/probabilities.hpp"
#include "match/candidates.hpp"
#include "match/fitted_model.hpp"

#include <span>
#include <vector>

namespace counterpoint {

/// The probabilities of this rank's candidates, and their sums over all ranks.
struct Probabilities {
  Grouped<PairProbabilities> of_source; ///< of each source, in the order of its candidates
  RealCounts counts;                    ///< X-ray sources by their best probability; of all ranks
  double sum_lr = 0.0;                  ///< sums over the candidates of considered sources
  double sum_mauerhan = 0.0;
  double sum_notebook = 0.0;
  ExpectedCounterparts expected; ///< by the fitted model
};

/// Collective. \param estimator  picks the best candidate of a source
[[nodiscard]] Probabilities compute_probabilities(const Communicator& comm, Estimator estimator,
                                                  const Candidates& candidates,
                                                  const FittedModel& fitted);

} // namespace counterpoint

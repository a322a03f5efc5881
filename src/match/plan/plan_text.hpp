#pragma once

#include "match/plan/cost_model.hpp"

#include <string>

namespace counterpoint {

/// What is asked of a plan beside the number of ranks.
struct PlanRequest {
  int n_nodes = 1;
  Network network;
};

/// Local. The directives of a SLURM job with this cost: memory with a third in reserve, time with
/// three times what is expected and five minutes more.
[[nodiscard]] std::string slurm_lines(const Workload& work, const Cost& cost, int n_nodes);

/// Local. The plan as text, for people.
[[nodiscard]] std::string plan_text(const Workload& work, const Rates& rates,
                                    const PlanRequest& request);

} // namespace counterpoint

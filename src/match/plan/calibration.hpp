#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/messages.hpp"
#include "match/plan/rates.hpp"
#include "match/plan/workload.hpp"

#include <map>
#include <string>
#include <vector>

namespace counterpoint {

/// A run of `match` that was measured.
struct MeasuredRun {
  Workload work;
  std::map<std::string, double> seconds; ///< by phase: the least of the repetitions
  double peak_bytes = 0.0;
};

/// Local. The rates that make the cost model agree best with the runs; what they do not tell stays
/// as in `otherwise`. \param runs  on one rank each
[[nodiscard]] Rates fit_rates(const std::vector<MeasuredRun>& runs, const Rates& otherwise);

/// Collective, of one rank. Makes small skies in a temporary folder, matches them, and fits.
/// \throws SystemError if the folder cannot be written
[[nodiscard]] Rates calibrate(const Communicator& alone, Messages& log);

} // namespace counterpoint

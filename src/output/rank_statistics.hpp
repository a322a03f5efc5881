#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/output/run_report.hpp"

#include <nlohmann/json.hpp>

#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// Spread of a quantity over the ranks.
struct Spread {
  double minimum = 0.0;
  double mean = 0.0;
  double maximum = 0.0;
};

/// Local. 0 where the denominator is.
[[nodiscard]] double ratio(double numerator, double denominator);

/// Local. All zero for no values.
[[nodiscard]] Spread spread_of(std::span<const double> values);

struct PhaseSpread {
  std::string name;
  Spread work;    ///< seconds
  Spread waiting; ///< seconds
};

/// Collective. The JSON value of each rank, in rank order; empty on all ranks but 0.
[[nodiscard]] std::vector<nlohmann::json> gather(const Communicator& comm,
                                                 const nlohmann::json& mine);

/// Local. Phases in the order in which the first rank entered them, then those that only other
/// ranks entered; a rank that did not enter a phase spent 0 s in it.
[[nodiscard]] std::vector<PhaseSpread> phase_spreads(const std::vector<nlohmann::json>& by_rank);

/// Local. [["name", seconds of work, seconds of waiting], ...]
[[nodiscard]] nlohmann::json phases_as_json(const PhaseClock& clock);

} // namespace counterpoint

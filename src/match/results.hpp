#pragma once

#include "counterpoint/align/blind_alignment.hpp"
#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/match/match_config.hpp"
#include "counterpoint/output/table.hpp"
#include "counterpoint/sources/footprint.hpp"
#include "counterpoint/sources/read_catalogues.hpp"
#include "match/analysis.hpp"

#include <optional>
#include <string>
#include <vector>

namespace counterpoint {

/// What a run of `match` has to tell, gathered from its stages.
struct MatchResults {
  const MatchConfig& config;
  const XrayInput& xray;
  const InfraredTally& infrared_tally;
  const CleaningSummary& infrared_cleaning;
  const Footprint& footprint;
  const Analysis& analysis;
  std::optional<FrameAlignment> alignment; ///< none where it was not asked for
};

/// Collective. Writes the HDF5 file of interface.md; it has its name only when it is complete.
/// \throws InputError, SystemError as ResultFile does
void write_results(const Communicator& comm, const MatchResults& results);

/// Local. The numbers of a run that are not tables: attributes of /summary, in their order.
[[nodiscard]] std::vector<OutputAttribute> summary_attributes(const MatchResults& results);

/// Local. The short table that `match` prints: matches per Ks bin, totals.
[[nodiscard]] std::string result_table(const MatchResults& results);

} // namespace counterpoint

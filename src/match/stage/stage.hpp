#pragma once

#include "counterpoint/align/blind_alignment.hpp"
#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/output/run_report.hpp"
#include "counterpoint/search/search.hpp"
#include "match/input_files.hpp"
#include "match/match_inputs.hpp"
#include "match/match_options.hpp"

#include <optional>
#include <vector>

namespace counterpoint {

/// All that is known once both catalogues are read and the search is done: what the later stages
/// start from, whether it was made just now or comes from a file.
struct Stage {
  MatchInputs inputs;                         ///< without the infrared rows, which were searched
  std::optional<FrameAlignment> alignment;    ///< none where it was not asked for, or not possible
  std::vector<InfraredSource> rows_of_places; ///< this rank's rows round places that are shown
  SearchResult found;
  std::vector<FileState> files; ///< that were read; on the root
};

/// Collective. Reads the catalogues, aligns the frames where that is asked for, and searches.
/// \param clock  enters the phases
/// \throws InputError as read_inputs()
[[nodiscard]] Stage make_stage(const Communicator& comm, const MatchOptions& options, Messages& log,
                               PhaseClock& clock);

} // namespace counterpoint

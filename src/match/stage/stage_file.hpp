#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "match/match_options.hpp"
#include "match/stage/stage.hpp"
#include "match/trials.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace counterpoint {

/// What a run has said, and done with its stage, so far.
struct RunSoFar {
  std::vector<std::string> warnings;
  TrialProgress trials; ///< that are made with the run's own settings
};

/// A stage as it comes out of its file.
struct LoadedStage {
  Stage stage;
  RunSoFar so_far; ///< of the run that made it
};

/// Collective. Writes a stage into one file, over an earlier one.
/// \throws JointError if it cannot be written
void save_stage(const Communicator& comm, const std::filesystem::path& file,
                const MatchOptions& options, const Stage& stage, RunSoFar&& so_far);

/// Collective. The settings of the run that wrote the file, MatchOptions::as_used.
/// \throws JointError of exit code 2 if it is no stage, or one of another build of the program
[[nodiscard]] std::string settings_of_stage(const Communicator& comm,
                                            const std::filesystem::path& file);

/// Collective. Reads a stage, on any number of ranks, and plans anew what follows the search.
/// \param options  not beyond what the stage was searched for: require_within_stage()
/// \throws JointError of exit code 2 if the file is damaged, if a catalogue that it was made from
///   has changed since, or if a radius or shift is larger than was searched
[[nodiscard]] LoadedStage load_stage(const Communicator& comm, const std::filesystem::path& file,
                                     const MatchOptions& options);

/// Local. Is it a stage of this program, whatever its version?
[[nodiscard]] bool is_stage(const std::filesystem::path& file);

} // namespace counterpoint

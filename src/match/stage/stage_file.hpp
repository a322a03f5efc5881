#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "match/match_options.hpp"
#include "match/stage/kept_results.hpp"
#include "match/stage/stage.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace counterpoint {

/// What a run has said, and done with its stage, so far.
struct RunSoFar {
  std::vector<std::string> warnings;
  KeptResults kept; ///< that were made with its settings
};

/// A stage as it comes out of its file.
struct LoadedStage {
  Stage stage;
  RunSoFar so_far; ///< of the run that made it
};

/// Collective. Writes a stage into one file, over an earlier one.
/// \throws JointError if it cannot be written
void save_stage(const Communicator& comm, const std::filesystem::path& file,
                const MatchOptions& options, const Stage& stage, const RunSoFar& so_far);

/// Collective. Adds to a stage that is written what followed from it, at little cost: the stage
/// itself is not written again. \throws JointError if it cannot be written
void add_results(const Communicator& comm, const std::filesystem::path& file, KeptResults& kept);

/// Collective. The settings of the run that wrote the file, MatchOptions::as_used.
/// \throws JointError of exit code 2 if it is no stage, or one of another build of the program
[[nodiscard]] std::string settings_of_stage(const Communicator& comm,
                                            const std::filesystem::path& file);

/// What a run wants of a stage.
struct StageUse {
  std::vector<std::string> changed_keys; ///< of settings that are not those of the stage
  bool may_be_saved = false;             ///< in another file, with all that is in this one
};

/// Collective. Reads a stage, on any number of ranks, and plans anew what follows the search. What
/// it has kept that rests on changed settings is left out. The neighbours are left out where all
/// that is made of them is kept.
/// \param options  not beyond what the stage was searched for: require_within_stage()
/// \throws JointError of exit code 2 if the file is damaged, if a catalogue that it was made from
///   has changed since, or if a radius or shift is larger than was searched
[[nodiscard]] LoadedStage load_stage(const Communicator& comm, const std::filesystem::path& file,
                                     const MatchOptions& options, const StageUse& use);

/// Local. Is it a stage of this program, whatever its version?
[[nodiscard]] bool is_stage(const std::filesystem::path& file);

} // namespace counterpoint

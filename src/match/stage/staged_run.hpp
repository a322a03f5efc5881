#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/output/run_report.hpp"
#include "match/match_options.hpp"
#include "match/stage/result_passes.hpp"
#include "match/stage/stage_file.hpp"
#include "match/stage/stage_options.hpp"
#include "match/stage/stop_request.hpp"
#include "match/trials.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace counterpoint {

/// A run of `match` with regard to stages: where it starts, and how it stops before its end.
class StagedRun {
public:
  /// Collective. Reads the settings, those of a stage that is named among them.
  /// \throws JointError for what is wrong with them, or if they do not go with the stage
  StagedRun(const Communicator& comm, std::span<const std::string> arguments);

  /// Local.
  [[nodiscard]] const MatchOptions& options() const { return options_; }

  /// Collective. \throws JointError if the checkpoint cannot be written, or would replace something
  ///   that is none
  void require_writable(Messages& log) const;

  /// Collective. The stage that the run starts from: read, or made and, where that is asked for,
  /// saved. Its warnings are given again. A run that was asked to stop meanwhile does so if it has
  /// made the stage; one that has read it would come no farther than the one before.
  /// \throws JointError of ExitCode::checkpoint then
  [[nodiscard]] LoadedStage start(RememberedWarnings& log, PhaseClock& clock);

  /// Local. The estimators that trials are to be judged by: all of them where the counts are kept,
  /// or some are there from before.
  [[nodiscard]] std::vector<Estimator> judging_estimators(const KeptResults& kept) const;

  /// Collective. Saves the stage and ends the run if it was asked to stop.
  /// \param trials  progress(): collective; what is made of them
  /// \throws JointError of ExitCode::checkpoint then
  template <class Progress>
  void stop_if_asked(LoadedStage& run, Progress&& trials) const {
    if (!stop_->is_made(comm_)) return;
    TrialProgress made = trials();
    run.so_far.kept.put(LaterResult::trials, made);
    stop(run);
  }

  /// Collective. Everything is computed that a later run can take over: saves it with the stage,
  /// where that is to be kept. \throws JointError if it cannot be written
  void save_results(LoadedStage& run, PhaseClock& clock, Messages& log) const;

  /// Collective. The run has come to its end: its checkpoint goes, unless it is to be kept.
  void finish() const;

private:
  void save(const LoadedStage& run) const;
  [[noreturn]] void stop(const LoadedStage& run) const;

  const Communicator& comm_;
  MatchOptions options_;
  StageOptions stages_;
  std::filesystem::path source_;    // the stage to start from; empty: the catalogues
  StageUse use_;                    // of that stage
  bool goes_on_ = false;            // where an equal run stopped
  std::optional<StopRequest> stop_; // once it is known whether a checkpoint is wanted
};

} // namespace counterpoint

#include "match/stage/staged_run.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/match/match.hpp"
#include "counterpoint/output/output_path.hpp"

#include <array>
#include <system_error>
#include <utility>
#include <vector>

namespace counterpoint {

namespace {

namespace fs = std::filesystem;

// What a run takes over, for the log.
std::string words_on_kept(const KeptResults& kept) {
  constexpr std::array<std::pair<LaterResult, const char*>, 4> names{
      {{LaterResult::fits, "fits"},
       {LaterResult::trials, "trials"},
       {LaterResult::expectation, "exact expectation"},
       {LaterResult::clustering, "check of clustering"}}};
  std::string words;
  for (const auto& [result, name] : names) {
    if (kept.has(result)) words += (words.empty() ? "; takes over: " : ", ") + std::string{name};
  }
  return words;
}

// Collective.
bool is_there(const Communicator& comm, const fs::path& file) {
  std::error_code ignored;
  const bool on_root = comm.is_root() && !file.empty() && fs::exists(file, ignored);
  return comm.maximum(std::int64_t{on_root}) != 0;
}

} // namespace

StagedRun::StagedRun(const Communicator& comm, std::span<const std::string> arguments)
    : comm_{comm} {
  Settings settings = run_together(comm, [&] {
    return Settings{match_keys(), arguments, "match"};
  });
  const fs::path from = run_together(comm, [&] { return settings.path("from-stage"); });
  std::string searched; // the settings that the stage was made with
  if (!from.empty()) {
    searched = settings_of_stage(comm, from);
    settings = run_together(comm, [&] { return settings.with_earlier(searched, from.string()); });
  }
  run_together(comm, [&] {
    options_ = match_options(settings);
    if (!from.empty()) {
      require_same_search(searched, options_.as_used, from);
      use_.changed_keys = changed_keys(searched, options_.as_used);
    }
    stages_ = stage_options(settings, options_.output);
    use_.may_be_saved = !stages_.checkpoint.empty();
  });
  stop_.emplace(stages_);
  require_agreement(comm, "the configuration", options_.as_used);
  source_ = from;
  if (stages_.resumes && is_there(comm, stages_.checkpoint)) {
    const std::string earlier = settings_of_stage(comm, stages_.checkpoint);
    run_together(comm,
                 [&] { require_same_settings(earlier, options_.as_used, stages_.checkpoint); });
    source_ = stages_.checkpoint;
    use_.changed_keys.clear();
    goes_on_ = true;
  }
}

void StagedRun::require_writable(Messages& log) const {
  if (stages_.checkpoint.empty()) return;
  run_together(comm_, [&] {
    if (!comm_.is_root()) return;
    const fs::path& file = stages_.checkpoint;
    std::vector<fs::path> others = options_.inputs;
    others.push_back(options_.output);
    if (!stages_.from.empty()) others.push_back(stages_.from);
    require_no_input(file, others);
    std::error_code ignored;
    if (fs::is_regular_file(file, ignored)) {
      if (!is_stage(file)) {
        throw InputError{file.string() + " is no stage: it is not replaced; choose another file"};
      }
      if (!stages_.resumes && !options_.overwrite) {
        throw InputError{"the stage " + file.string() +
                         " exists: --resume goes on from it, --output.overwrite replaces it"};
      }
    }
    require_file_writable(file, true);
    for (const std::string& line : remove_abandoned(file))
      log.line(line);
  });
}

LoadedStage StagedRun::start(RememberedWarnings& log, PhaseClock& clock) {
  if (source_.empty()) {
    LoadedStage made{make_stage(comm_, options_, log, clock), {}};
    made.so_far.warnings = log.warnings();
    stop_->keep_on_termination();
    if (stages_.is_kept) {
      clock.enter("write stage");
      save(made);
      log.line("wrote " + stages_.checkpoint.string());
    }
    if (stop_->is_made(comm_)) stop(made);
    return made;
  }
  clock.enter("read stage");
  LoadedStage loaded = load_stage(comm_, source_, options_, use_);
  stop_->keep_on_termination();
  log.line((goes_on_ ? "goes on from " : "starts from ") + source_.string() +
           words_on_kept(loaded.so_far.kept));
  for (const std::string& warning : loaded.so_far.warnings)
    log.warning(warning);
  return loaded;
}

std::vector<Estimator> StagedRun::judging_estimators(const KeptResults& kept) const {
  return !stages_.checkpoint.empty() || kept.has(LaterResult::trials)
             ? std::vector<Estimator>{all_estimators.begin(), all_estimators.end()}
             : std::vector<Estimator>{options_.probability.estimator};
}

void StagedRun::save_results(LoadedStage& run, PhaseClock& clock, Messages& log) const {
  if (!stages_.is_kept) return;
  clock.enter("write stage");
  const bool is_there = source_.empty() || goes_on_;
  if (is_there)
    add_results(comm_, stages_.checkpoint, run.so_far.kept);
  else
    save(run);
  log.line("wrote " + stages_.checkpoint.string() + " with what the trials gave");
}

void StagedRun::save(const LoadedStage& run) const {
  save_stage(comm_, stages_.checkpoint, options_, run.stage, run.so_far);
}

void StagedRun::stop(const LoadedStage& run) const {
  save(run);
  throw JointError{ExitCode::checkpoint, "stopped as it was asked to; " +
                                             stages_.checkpoint.string() +
                                             " has all that was done: --resume goes on from it"};
}

void StagedRun::finish() const {
  if (stages_.checkpoint.empty() || stages_.is_kept) return;
  run_together(comm_, [&] {
    std::error_code ignored; // of one that never was
    if (comm_.is_root() && is_stage(stages_.checkpoint)) fs::remove(stages_.checkpoint, ignored);
  });
}

} // namespace counterpoint

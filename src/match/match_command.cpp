#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/core/free_memory.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/match/match.hpp"
#include "counterpoint/output/output_path.hpp"
#include "counterpoint/output/provenance.hpp"
#include "counterpoint/output/result_file.hpp"
#include "counterpoint/output/run_report.hpp"
#include "match/doubts.hpp"
#include "match/results.hpp"
#include "match/stage/staged_run.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace counterpoint {

namespace {

RunReport make_report(std::span<const std::string> arguments, const Stage& stage) {
  const MatchInputs& inputs = stage.inputs;
  const SearchResult& search = stage.found;
  RunReport report;
  report.command_line = command_line("match", arguments);
  for (const FileState& file : stage.files)
    report.inputs.emplace_back(file.path);
  report.tile_ranks = search.plan.ranks.n_tile_workers;
  report.trial_groups = search.plan.ranks.n_trial_groups;
  report.n_tiles = search.plan.n_tiles;
  for (const TileWork& tile : search.tiles) {
    report.neighbourhood_pairs += tile.n_neighbours;
    if (search.is_in_first_group)
      report.tiles.push_back({tile.tile, tile.n_xray, tile.n_infrared, tile.n_neighbours});
  }
  report.bytes_read = inputs.xray.bytes_read + inputs.infrared.bytes_read;
  report.rows_read = inputs.infrared.n_rows_of_rank;
  if (inputs.second) {
    report.bytes_read += inputs.second->bytes_read;
    report.rows_read += inputs.second->n_rows_of_rank;
  }
  report.bytes_exchanged = search.bytes_sent;
  return report;
}

// Collective.
void require_output(const Communicator& comm, const MatchOptions& options, Messages& log) {
  ResultFile::require_writable(comm, options.output, options.overwrite);
  run_together(comm, [&] {
    if (!comm.is_root()) return;
    require_report_writable(run_report_path(options.output), options.overwrite);
    require_no_input(options.output, options.inputs);
    for (const std::string& line : remove_abandoned(options.output))
      log.line(line);
  });
}

// Collective. Makes the trials that are not kept, unless the run is asked to stop on the way.
TrialCounts make_trials(const Communicator& comm, const TrialSetup& setup, const StagedRun& run,
                        LoadedStage& start, Messages& log) {
  KeptResults& kept = start.so_far.kept;
  Trials in_batches{comm, setup,
                    kept.get<TrialProgress>(LaterResult::trials).value_or(TrialProgress{})};
  log.progress("trials", in_batches.fraction());
  while (!in_batches.are_done()) {
    in_batches.make_batch();
    log.progress("trials", in_batches.fraction());
    run.stop_if_asked(start, [&] { return in_batches.progress(); });
  }
  TrialProgress made = in_batches.progress();
  kept.put(LaterResult::trials, made);
  return made.counts;
}

} // namespace

void run_match(const Communicator& comm, std::span<const std::string> arguments,
               Messages& messages) {
  RememberedWarnings log{messages};
  StagedRun run{comm, arguments};
  const MatchOptions& options = run.options();
  require_output(comm, options, log);
  run.require_writable(log);
  PhaseClock clock{&log};
  log.line("counterpoint " + program_version() + " (" + git_revision() + "), " +
           std::to_string(comm.size()) + (comm.size() == 1 ? " rank" : " ranks"));

  LoadedStage start = run.start(log, clock);
  const Stage& stage = start.stage;
  KeptResults& kept = start.so_far.kept;
  const MatchInputs& inputs = stage.inputs;
  const SearchResult& found = stage.found;

  clock.enter("magnitude model and probabilities");
  const XrayCatalogue& xray = inputs.xray.catalogue;
  const Candidates candidates = gather_candidates(comm, std::ssize(xray.sources), found);
  SourceTerms terms = make_source_terms(comm, options, inputs, candidates);
  const auto depth_stars = kept.get_or_make(
      LaterResult::depth, [&] { return see_depth(comm, options, inputs, found, terms); });
  TermsOfPlaces places = find_places(comm, options, inputs, depth_stars, std::move(terms));
  PlacesOfFeatures features{comm, inputs.infrared.tally.features, found, places.terms.by_xray_id};
  apply_places(comm, features, found, candidates, places.terms.by_xray_id);
  const FittedModel fitted = fit_model(
      comm, options, inputs,
      {candidates, std::move(places), std::move(features), kept.get<SlowFits>(LaterResult::fits)});
  return_free_memory(); // of the fits
  SlowFits fits{fitted.errors, fitted.q_errors};
  kept.put(LaterResult::fits, fits);
  const Probabilities probabilities =
      compute_probabilities(comm, options.probability.estimator, candidates, fitted);

  const std::vector<Subgroup> subgroups =
      make_subgroups(comm, candidates, fitted, probabilities, inputs.mean_density_arcsec2());

  const TableDetails details = fetch_details(comm, inputs, candidates);
  const ColourCheck colour = check_colour(comm, options, candidates, details, probabilities);
  const SharedCounterparts shared = count_shared_counterparts(comm, candidates, probabilities);
  const MeanOffset mean_offset = find_mean_offset(comm, candidates, fitted, probabilities);
  const Environments environments =
      survey_environments(comm, options.environments.radius,
                          options.environments.n_best > 0
                              ? places_of_best(comm, options, xray, candidates, probabilities)
                              : inputs.places,
                          stage.rows_of_places);
  const auto separation_counts = kept.get_or_make(LaterResult::separations, [&] {
    return count_separations(comm, found, fitted.terms.by_xray_id);
  });
  const std::vector<SeparationBin> separations =
      offset_distribution(separation_counts, found.plan.largest_shift, fitted.terms.by_xray_id,
                          inputs.mean_density_arcsec2());

  clock.enter("trials");
  const NullOptions& null_options = inputs.plan.null;
  const NeighbourBins bins = trial_bins(inputs.bins(), found.sky.neighbourhoods);
  const std::vector<Estimator> estimators = run.judging_estimators(kept);
  Judgement judgement{fitted.model,
                      estimators,
                      [&](std::size_t xray_id) { return fitted.terms.by_xray_id[xray_id]; },
                      {}};
  if (fitted.features && fitted.features->is_used && !fitted.features->places.are_alike()) {
    judgement.features_of_neighbours = [&](std::size_t i, std::vector<FeatureCodes>& of_source) {
      fitted.features->places.find_without_own(found.sky.neighbourhoods, i, of_source);
    };
  }
  const TrialSetup setup{null_options, found, bins, std::move(judgement)};
  const TrialCounts trials = make_trials(comm, setup, run, start, log);

  clock.enter("exact expectation");
  const auto expected = kept.get_or_make(LaterResult::expectation,
                                         [&] { return expect_null(comm, setup, xray, log); });
  const auto clustering = kept.get_or_make(LaterResult::clustering, [&] {
    return check_clustering(comm, null_options, found, expected);
  });
  run.save_results(start, clock, log);
  const NullComparison null =
      compare_with_null(null_options, inputs.bins(), fitted.counts, trials, expected);
  const auto chosen = std::ranges::find(estimators, options.probability.estimator);
  const auto null_best =
      trials.null.best_by(static_cast<std::size_t>(chosen - estimators.begin()), estimators.size());
  const Calibration calibration =
      calibrate(probabilities.counts, null_best, null_options.trials, probabilities.expected);

  const MatchResults results{options,     inputs,     stage.alignment,   candidates,
                             details,     fitted,     probabilities,     trials,
                             null,        clustering, calibration,       environments,
                             separations, subgroups,  depth_stars.check, colour,
                             shared,      mean_offset};
  for (const std::string& doubt : doubts(results))
    log.warning(doubt);
  clock.enter("write");
  write_results(comm, results, log.warnings());
  clock.stop();

  write_run_report(comm, run_report_path(options.output), make_report(arguments, stage), clock);
  log.line("phases:\n" + phase_table(comm, clock));
  run.finish();
  log.line("wrote " + options.output.string());
  if (const std::size_t n = log.warnings().size(); n > 0) {
    log.line(std::to_string(n) + (n == 1 ? " warning" : " warnings") +
             " above; docs/faq.md says what each means");
  }
  log.result(result_table(results));
}

} // namespace counterpoint

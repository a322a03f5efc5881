#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/checked_cast.hpp"
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

#include <utility>

namespace counterpoint {

namespace {

RunReport make_report(std::span<const std::string> arguments, const Stage& stage) {
  const MatchInputs& inputs = stage.inputs;
  const SearchResult& search = stage.found;
  RunReport report;
  report.command_line = command_line("match", arguments);
  for (const InputFile& file : stage.files)
    report.inputs.emplace_back(file.path);
  report.tile_ranks = search.plan.ranks.n_tile_workers;
  report.trial_groups = search.plan.ranks.n_trial_groups;
  report.n_tiles = search.plan.n_tiles;
  for (const TileWork& tile : search.tiles) {
    if (search.is_in_first_group)
      report.tiles.push_back({tile.tile, tile.n_xray, tile.n_infrared, tile.n_neighbours});
  }
  report.bytes_read = inputs.xray.bytes_read + inputs.infrared.bytes_read;
  report.rows_read = inputs.infrared.n_rows_of_rank;
  if (inputs.second) {
    report.bytes_read += inputs.second->bytes_read;
    report.rows_read += inputs.second->n_rows_of_rank;
  }
  report.neighbourhood_pairs = checked_cast<std::int64_t>(search.sky.neighbourhoods.n_neighbours());
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
  const MatchInputs& inputs = stage.inputs;
  const SearchResult& found = stage.found;

  clock.enter("magnitude model and probabilities");
  const XrayCatalogue& xray = inputs.xray.catalogue;
  const Candidates candidates = gather_candidates(comm, std::ssize(xray.sources), found);
  TermsOfPlaces places = find_places(comm, options, inputs, found,
                                     make_source_terms(comm, options, inputs, candidates));
  const DepthCheck depth = places.check;
  const FittedModel fitted = fit_model(comm, options, inputs, candidates, std::move(places));
  const Probabilities probabilities =
      compute_probabilities(comm, options.probability.estimator, candidates, fitted);

  const std::vector<Subgroup> subgroups =
      make_subgroups(comm, candidates, fitted, probabilities, inputs.mean_density_arcsec2());

  const TableDetails details = fetch_details(comm, inputs, candidates);
  const ColourCheck colour = check_colour(comm, options, candidates, details, probabilities);
  const Environments environments =
      survey_environments(comm, options.environments.radius,
                          options.environments.n_best > 0
                              ? places_of_best(comm, options, xray, candidates, probabilities)
                              : inputs.places,
                          stage.rows_of_places);
  const std::vector<SeparationBin> separations =
      offset_distribution(comm, found, fitted.terms.by_xray_id, inputs.mean_density_arcsec2());

  clock.enter("trials");
  const NullOptions& null_options = inputs.plan.null;
  const NeighbourBins bins = trial_bins(inputs.bins(), found.sky.neighbourhoods);
  const TrialSetup setup{null_options,
                         found,
                         bins,
                         {fitted.model, options.probability.estimator, fitted.terms.by_xray_id}};
  Trials in_batches{comm, setup, std::move(start.so_far.trials)};
  log.progress("trials", in_batches.fraction());
  while (!in_batches.are_done()) {
    in_batches.make_batch();
    log.progress("trials", in_batches.fraction());
    run.stop_if_asked(stage, log, [&] { return in_batches.progress(); });
  }
  const TrialCounts trials = in_batches.progress().counts;

  clock.enter("exact expectation");
  const NullExpectation expected = expect_null(comm, setup, xray, log);
  const ClusteringCheck clustering = check_clustering(comm, null_options, found, expected);
  const NullComparison null =
      compare_with_null(null_options, inputs.bins(), fitted.counts, trials, expected);
  const Calibration calibration = calibrate(probabilities.counts, trials.null.best,
                                            null_options.trials, probabilities.expected);

  const MatchResults results{options,     inputs,     stage.alignment, candidates,
                             details,     fitted,     probabilities,   trials,
                             null,        clustering, calibration,     environments,
                             separations, subgroups,  depth,           colour};
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

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
#include "match/input_doubts.hpp"
#include "match/listed_twice.hpp"
#include "match/results.hpp"

#include <optional>

namespace counterpoint {

namespace {

template <class Reason>
void log_cleaning(Messages& log, const std::string& catalogue, const CleaningSummary& cleaning) {
  std::string reasons;
  for (std::size_t i = 0; i < cleaning.by_reason.size(); ++i) {
    if (cleaning.by_reason[i] == 0) continue;
    reasons += (reasons.empty() ? "" : ", ") + with_commas(cleaning.by_reason[i]) + " " +
               std::string{name(static_cast<Reason>(i))};
  }
  log.line(catalogue + ": " + with_commas(cleaning.n_rows) + " rows: " + reasons +
           "; positions from " + cleaning.position_columns);
  if (cleaning.n_moved > 0) {
    log.line(catalogue + ": " + with_commas(cleaning.n_moved) + " rows brought to the X-ray epoch");
  }
  for (const std::string& note : cleaning.notes)
    log.warning(note);
  if (cleaning.rejected_places.empty()) return;
  std::string places;
  for (const std::string& place : cleaning.rejected_places)
    places += " " + place;
  log.warning(catalogue + ": rows without a usable position were rejected, the first at" + places);
}

void log_alignment(Messages& log, const FrameAlignment& alignment) {
  const BlindOffset& found = alignment.found;
  if (!found.is_found()) {
    log.warning("no offset brings more X-ray sources onto infrared ones than chance does: the "
                "frames were not aligned");
    return;
  }
  log.line(format_text("frames: %+.3f +- %.3f arcsec east, %+.3f +- %.3f north (%.1f sigma), %s",
                       found.offset.east.arcsec(), found.error.east.arcsec(),
                       found.offset.north.arcsec(), found.error.north.arcsec(),
                       found.significance.sigmas,
                       alignment.is_applied ? "corrected" : "not corrected"));
}

// Collective. Brings the X-ray frame onto the infrared one, if that was asked for.
std::optional<FrameAlignment> align_frames(const Communicator& comm, MatchInputs& inputs,
                                           Messages& log) {
  if (!inputs.plan.alignment) return std::nullopt;
  const BlindAlignment& alignment = *inputs.plan.alignment;
  XrayCatalogue& xray = inputs.xray.catalogue;
  const XrayCatalogue usable = alignment.usable(xray);
  if (usable.sources.empty()) {
    log.warning("no X-ray error is below match.align-radius: the frames were not aligned");
    return std::nullopt;
  }
  const InfraredInput& infrared = inputs.infrared;
  FrameAlignment result = apply_if_significant(
      alignment.find(comm, usable, InfraredRows{infrared.rows}, infrared.tally, inputs.footprint),
      xray);
  log_alignment(log, result);
  return result;
}

RunReport make_report(std::span<const std::string> arguments, const MatchOptions& options,
                      const MatchInputs& inputs, const SearchResult& search) {
  RunReport report;
  report.command_line = command_line("match", arguments);
  report.inputs = options.xray.files;
  report.inputs.insert(report.inputs.end(), options.infrared.files.begin(),
                       options.infrared.files.end());
  report.tile_ranks = search.plan.ranks.n_tile_workers;
  report.trial_groups = search.plan.ranks.n_trial_groups;
  report.n_tiles = search.plan.n_tiles;
  for (const TileWork& tile : search.tiles) {
    if (search.is_in_first_group)
      report.tiles.push_back({tile.tile, tile.n_xray, tile.n_infrared, tile.n_neighbours});
  }
  report.bytes_read = inputs.xray.bytes_read + inputs.infrared.bytes_read;
  report.rows_read = inputs.infrared.n_rows_of_rank;
  report.neighbourhood_pairs = checked_cast<std::int64_t>(search.sky.neighbourhoods.n_neighbours());
  report.bytes_exchanged = search.bytes_sent;
  return report;
}

void log_inputs(Messages& log, const MatchOptions& options, const MatchInputs& inputs) {
  if (!options.xray.preset.empty()) {
    log.line("preset " + options.xray.preset + ": error = " + options.xray.error.column +
             format_text(", which is %.4f sigma", options.xray.error.level.radius_per_sigma()));
  }
  log_cleaning<XrayReason>(log, "X-ray catalogue", inputs.xray.cleaning);
  log_cleaning<InfraredReason>(log, "infrared catalogue", inputs.infrared.cleaning);
  log.line(format_text("footprint: %.4f deg^2 at a resolution of %.1f arcsec",
                       inputs.footprint.area_arcsec2() / (3600.0 * 3600.0),
                       inputs.footprint.resolution().arcsec()));
  for (const std::string& doubt : input_doubts(options, inputs))
    log.warning(doubt);
}

// Collective. Tiles, partition and the one search.
SearchResult search(const Communicator& comm, MatchInputs& inputs, Messages& log) {
  const std::int64_t n_near = comm.sum(checked_cast<std::int64_t>(inputs.infrared.rows.size()));
  SearchResult found = search_tiles(comm, inputs.plan.search, inputs.xray.catalogue,
                                    std::move(inputs.infrared.rows));
  log.line(with_commas(n_near) + " infrared rows near X-ray sources, in " +
           std::to_string(found.plan.n_tiles) + (found.plan.n_tiles == 1 ? " tile" : " tiles") +
           "; ranks: " + std::to_string(found.plan.ranks.n_tile_workers) +
           " for the tiles, times " + std::to_string(found.plan.ranks.n_trial_groups) +
           " for the trials");
  const ListedTwice listed_twice = count_listed_twice(comm, found);
  if (listed_twice.is_conspicuous()) log.warning(listed_twice.warning());
  return found;
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
  const MatchOptions options = run_together(comm, [&] {
    return match_options(Settings{match_keys(), arguments, "match"});
  });
  require_agreement(comm, "the configuration", options.as_used);
  require_output(comm, options, log);
  PhaseClock clock{&log};
  log.line("counterpoint " + program_version() + " (" + git_revision() + "), " +
           std::to_string(comm.size()) + (comm.size() == 1 ? " rank" : " ranks"));

  MatchInputs inputs = read_inputs(comm, options, log, clock);
  log_inputs(log, options, inputs);

  if (options.align_radius) clock.enter("align");
  const std::optional<FrameAlignment> alignment = align_frames(comm, inputs, log);

  const std::vector<InfraredSource> rows_round_places =
      run_together(comm, [&] { return rows_of_environments(options.environments, inputs); });

  clock.enter("partition and search");
  const SearchResult found = search(comm, inputs, log);

  clock.enter("magnitude model and probabilities");
  const XrayCatalogue& xray = inputs.xray.catalogue;
  const Candidates candidates = gather_candidates(comm, std::ssize(xray.sources), found);
  const FittedModel fitted = fit_model(comm, options, inputs, candidates,
                                       make_source_terms(comm, options, inputs, candidates));
  const Probabilities probabilities =
      compute_probabilities(comm, options.probability.estimator, candidates, fitted);

  const std::vector<Subgroup> subgroups =
      make_subgroups(comm, candidates, fitted, probabilities, inputs.mean_density_arcsec2());

  const TableDetails details = fetch_details(comm, inputs, candidates);
  const Environments environments =
      survey_environments(comm, options.environments.radius,
                          options.environments.n_best > 0
                              ? places_of_best(comm, options, xray, candidates, probabilities)
                              : inputs.places,
                          rows_round_places);
  const std::vector<SeparationBin> separations =
      offset_distribution(comm, found, fitted.terms.by_xray_id, inputs.mean_density_arcsec2());

  clock.enter("trials");
  const NullOptions& null_options = inputs.plan.null;
  const NeighbourBins bins = trial_bins(inputs.bins(), found.sky.neighbourhoods);
  const TrialCounts trials =
      run_trials(comm, null_options, found, bins,
                 {fitted.model, options.probability.estimator, fitted.terms.by_xray_id});

  clock.enter("exact expectation");
  const NullExpectation expected = expect_null(comm, null_options, found, bins, xray);
  const ClusteringCheck clustering = check_clustering(comm, null_options, found, expected);
  const NullComparison null =
      compare_with_null(null_options, inputs.bins(), fitted.counts, trials, expected);
  const Calibration calibration = calibrate(probabilities.counts, trials.null.best,
                                            null_options.trials, probabilities.expected);

  const MatchResults results{options,     inputs,        alignment,   candidates, details,
                             fitted,      probabilities, trials,      null,       clustering,
                             calibration, environments,  separations, subgroups};
  for (const std::string& doubt : doubts(results))
    log.warning(doubt);
  clock.enter("write");
  write_results(comm, results, log.warnings());
  clock.stop();

  write_run_report(comm, run_report_path(options.output),
                   make_report(arguments, options, inputs, found), clock);
  log.line("phases:\n" + phase_table(comm, clock));
  log.line("wrote " + options.output.string());
  if (const std::size_t n = log.warnings().size(); n > 0) {
    log.line(std::to_string(n) + (n == 1 ? " warning" : " warnings") +
             " above; docs/faq.md says what each means");
  }
  log.result(result_table(results));
}

} // namespace counterpoint

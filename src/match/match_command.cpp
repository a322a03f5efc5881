#include "counterpoint/align/blind_alignment.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/match/match.hpp"
#include "counterpoint/match/match_config.hpp"
#include "counterpoint/output/provenance.hpp"
#include "counterpoint/output/result_file.hpp"
#include "counterpoint/output/run_report.hpp"
#include "counterpoint/search/search.hpp"
#include "counterpoint/sources/footprint.hpp"
#include "counterpoint/sources/prefilter.hpp"
#include "counterpoint/sources/read_catalogues.hpp"
#include "match/analysis.hpp"
#include "match/results.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
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

// What the run itself tells against its own assumptions.
void log_doubts(Messages& log, const Analysis& analysis) {
  const ErrorScaleFit& fit = analysis.error_scale;
  if (fit.is_off()) {
    log.warning(
        format_text("the separations ask for X-ray errors %.2f +- %.2f times those declared "
                    "(floor %.2f arcsec): check xray.error-level, or set xray.error-scale = "
                    "fit",
                    fit.scale.factor, fit.factor_error, fit.scale.floor.arcsec()));
  }
  const ClusteringCheck& clustering = analysis.clustering;
  if (clustering.disagrees()) {
    log.warning(format_text(
        "the infrared sources stand in groups: when the whole catalogue is shifted, %.1f +- %.1f "
        "X-ray sources have a chance match, when each source is shifted by itself, %.1f. The "
        "number of chance pairs is right, their scatter is not: null.mode = rigid keeps the groups",
        clustering.rigid_mean, clustering.rigid_error, clustering.independent_expected));
  }
  constexpr double significance = 4.0;
  const double true_scatter = std::sqrt(std::max(0.0, analysis.sum_p[0]));
  if (std::abs(analysis.sum_p[0] - analysis.excess) >
      significance * std::hypot(analysis.excess_error, true_scatter)) {
    log.warning(
        format_text("the sum of P, %.1f, and the excess of pairs over chance, %.1f +- %.1f, "
                    "disagree: the background may be clustered or the errors misstated",
                    analysis.sum_p[0], analysis.excess, analysis.excess_error));
  }
}

BlindAlignment blind_alignment(const MatchConfig& config, Angle largest_offset) {
  LayoutOptions layout = config.layout;
  layout.margin.reset(); // that of the search after it
  return {{largest_offset}, config.infrared.error_bound(), layout};
}

SearchPlan plan_of(const MatchConfig& config, const XrayCatalogue& xray, int n_ranks) {
  return plan_search(
      {config.acceptance, config.null.largest_shift(), config.infrared.error_bound()},
      config.layout, xray, n_ranks);
}

// Infrared rows play a part this far from an X-ray source, before and after the frames are aligned.
Angle reach_of(const MatchConfig& config, const SearchPlan& plan, const XrayCatalogue& xray) {
  if (!config.align_radius) return plan.reach;
  const BlindAlignment alignment = blind_alignment(config, *config.align_radius);
  return std::max(plan.reach + *config.align_radius,
                  alignment.plan(alignment.usable(xray), 1).reach);
}

// Collective. Brings the X-ray frame onto the infrared one, if that was asked for.
std::optional<FrameAlignment> align_frames(const Communicator& comm, const MatchConfig& config,
                                           XrayCatalogue& xray, const InfraredInput& infrared,
                                           const Footprint& footprint, Messages& log) {
  if (!config.align_radius) return std::nullopt;
  const BlindAlignment alignment = blind_alignment(config, *config.align_radius);
  const XrayCatalogue usable = alignment.usable(xray);
  if (usable.sources.empty()) {
    log.warning("no X-ray error is below match.align-radius: the frames were not aligned");
    return std::nullopt;
  }
  const FrameAlignment result = apply_if_significant(
      alignment.find(comm, usable, std::vector{infrared.rows}, infrared.tally, footprint), xray);
  const BlindOffset& found = result.found;
  if (!found.is_found()) {
    log.warning("no offset brings more X-ray sources onto infrared ones than chance does: the "
                "frames were not aligned");
    return result;
  }
  log.line(format_text("frames: %+.3f +- %.3f arcsec east, %+.3f +- %.3f north (%.1f sigma), %s",
                       found.offset.east.arcsec(), found.error.east.arcsec(),
                       found.offset.north.arcsec(), found.error.north.arcsec(),
                       found.significance.sigmas,
                       result.is_applied ? "corrected" : "not corrected"));
  return result;
}

RunReport make_report(std::span<const std::string> arguments, const MatchConfig& config,
                      const SearchPlan& plan, const XrayInput& xray, const InfraredInput& infrared,
                      const SearchResult& search) {
  RunReport report;
  report.command_line = "counterpoint match";
  for (const std::string& argument : arguments)
    report.command_line += " " + argument;
  report.inputs = config.xray.files;
  report.inputs.insert(report.inputs.end(), config.infrared.files.begin(),
                       config.infrared.files.end());
  report.tile_ranks = plan.ranks.n_tile_workers;
  report.trial_groups = plan.ranks.n_trial_groups;
  report.n_tiles = plan.n_tiles;
  report.bytes_read = xray.bytes_read + infrared.bytes_read;
  report.rows_read = infrared.n_rows_of_rank;
  report.neighbourhood_pairs = std::ssize(search.neighbourhoods.neighbours);
  report.bytes_exchanged = search.bytes_sent;
  return report;
}

} // namespace

void run_match(const Communicator& comm, std::span<const std::string> arguments, Messages& log) {
  const MatchConfig config = run_together(comm, [&] {
    return make_match_config(Settings{match_keys(), arguments});
  });
  require_agreement(comm, "the configuration", config.as_used);
  ResultFile::require_writable(comm, config.output, config.overwrite);

  PhaseClock clock;
  log.line("counterpoint " + program_version() + " (" + git_revision() + "), " +
           std::to_string(comm.size()) + (comm.size() == 1 ? " rank" : " ranks"));

  if (!config.xray.preset.empty()) {
    log.line("preset " + config.xray.preset + ": error = " + config.xray.error.column +
             format_text(", which is %.4f sigma", config.xray.error.level.radius_per_sigma()));
  }

  clock.enter("read X-ray catalogue");
  XrayInput xray = read_xray(comm, config.xray);
  log_cleaning<XrayReason>(log, "X-ray catalogue", xray.cleaning);

  clock.enter("read infrared catalogue");
  const SearchPlan plan =
      run_together(comm, [&] { return plan_of(config, xray.catalogue, comm.size()); });
  const Prefilter prefilter = run_together(comm, [&] {
    return Prefilter{xray.catalogue.sources, reach_of(config, plan, xray.catalogue)};
  });
  InfraredInput infrared =
      read_infrared(comm, config.infrared, config.bins, prefilter, config.block_rows, log);
  log_cleaning<InfraredReason>(log, "infrared catalogue", infrared.cleaning);

  clock.enter("footprint");
  const Footprint footprint{comm, std::move(infrared.cells)};
  log.line(format_text("footprint: %.4f deg^2 at a resolution of %.1f arcsec",
                       footprint.area_arcsec2() / (3600.0 * 3600.0),
                       footprint.resolution().arcsec()));

  if (config.align_radius) clock.enter("align");
  const std::optional<FrameAlignment> alignment =
      align_frames(comm, config, xray.catalogue, infrared, footprint, log);

  clock.enter("partition and search");
  const std::int64_t n_near = comm.sum(std::ssize(infrared.rows));
  SearchResult search = search_tiles(comm, plan, xray.catalogue, std::move(infrared.rows));
  log.line(with_commas(n_near) + " infrared rows near X-ray sources, in " +
           std::to_string(plan.n_tiles) + " tiles on " + std::to_string(plan.ranks.n_tile_workers) +
           " x " + std::to_string(plan.ranks.n_trial_groups) + " ranks");
  const RunReport report = make_report(arguments, config, plan, xray, infrared, search);

  const Analysis analysis =
      analyse(comm, config, plan, xray.catalogue, infrared.tally, footprint, search, clock);

  log_doubts(log, analysis);

  clock.enter("write");
  const MatchResults results{config,    xray,     infrared.tally, infrared.cleaning,
                             footprint, analysis, alignment};
  write_results(comm, results);
  clock.stop();

  write_run_report(comm, config.output.string() + ".run.json", report, clock);
  const std::string phases = phase_table(comm, clock);
  if (comm.is_root()) {
    log.line("phases:\n" + phases);
    log.line("wrote " + config.output.string());
    log.result(result_table(results));
  }
}

} // namespace counterpoint

#include "match/stage/stage.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/free_memory.hpp"
#include "counterpoint/core/text.hpp"
#include "match/environments.hpp"
#include "match/input_doubts.hpp"
#include "match/join_words.hpp"
#include "match/listed_twice.hpp"

#include <string>
#include <utility>
#include <vector>

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

void log_alignment(Messages& log, const FrameAlignment& alignment, Angle radius) {
  const BlindOffset& found = alignment.found;
  if (!found.is_found()) {
    log.warning("no offset brings more X-ray sources onto infrared ones than chance does: the "
                "frames were not aligned");
    return;
  }
  if (alignment.is_beyond) {
    log.warning(
        format_text("the frames are off by %.2f arcsec (%+.2f east, %+.2f north), more than "
                    "match.align-radius = %g: they were not aligned, and counterparts lie "
                    "beyond the acceptance radius; raise match.align-radius",
                    found.offset.length().arcsec(), found.offset.east.arcsec(),
                    found.offset.north.arcsec(), radius.arcsec()));
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
      alignment.search, xray);
  log_alignment(log, result, alignment.search.largest);
  return result;
}

// Collective.
void log_inputs(const Communicator& comm, Messages& log, const MatchOptions& options,
                const MatchInputs& inputs) {
  if (!options.xray.preset.empty()) {
    log.line("preset " + options.xray.preset + ": error = " + options.xray.error.column +
             format_text(", which is %.4f sigma", options.xray.error.level.radius_per_sigma()));
  }
  log_cleaning<XrayReason>(log, "X-ray catalogue", inputs.xray.cleaning);
  log_cleaning<InfraredReason>(log, "infrared catalogue", inputs.infrared.cleaning);
  if (inputs.second) {
    log_cleaning<InfraredReason>(log, options.second_infrared->title(), inputs.second->cleaning);
    log.line(words_on_join(inputs.second->join));
  }
  log.line(format_text("footprint: %.4f deg^2 at a resolution of %.1f arcsec",
                       inputs.footprint.area_arcsec2() / (3600.0 * 3600.0),
                       inputs.footprint.resolution().arcsec()));
  // By one rank: they look at lists of all X-ray sources.
  std::vector<std::string> doubts = run_together(comm, [&] {
    return comm.is_root() ? input_doubts(options, inputs) : std::vector<std::string>{};
  });
  comm.broadcast(doubts);
  for (const std::string& doubt : doubts)
    log.warning(doubt);
}

// Collective. Tiles, partition and the one search.
SearchResult search(const Communicator& comm, MatchInputs& inputs, Messages& log) {
  SearchResult found =
      search_tiles(comm, inputs.plan.search, inputs.xray.catalogue, std::move(inputs.infrared.rows),
                   [&](double fraction) { log.progress("search", fraction); });
  return_free_memory(); // what led to the tiles
  log.line(with_commas(inputs.n_rows_near) + " infrared rows near X-ray sources, in " +
           std::to_string(found.plan.n_tiles) + (found.plan.n_tiles == 1 ? " tile" : " tiles") +
           "; ranks: " + std::to_string(found.plan.ranks.n_tile_workers) +
           " for the tiles, times " + std::to_string(found.plan.ranks.n_trial_groups) +
           " for the trials");
  const ListedTwice listed_twice = count_listed_twice(comm, found);
  if (listed_twice.is_conspicuous()) log.warning(listed_twice.warning(inputs.second.has_value()));
  return found;
}

} // namespace

Stage make_stage(const Communicator& comm, const MatchOptions& options, Messages& log,
                 PhaseClock& clock) {
  std::vector<FileState> files = run_together(
      comm, [&] { return comm.is_root() ? input_files(options) : std::vector<FileState>{}; });
  MatchInputs inputs = read_inputs(comm, options, log, clock);
  run_together(comm, [&] { require_unchanged(files); });
  log_inputs(comm, log, options, inputs);

  if (options.align_radius) clock.enter("align");
  std::optional<FrameAlignment> alignment = align_frames(comm, inputs, log);
  std::vector<InfraredSource> rows_of_places =
      run_together(comm, [&] { return rows_of_environments(options.environments, inputs); });

  clock.enter("partition and search");
  SearchResult found = search(comm, inputs, log);
  return {std::move(inputs), std::move(alignment), std::move(rows_of_places), std::move(found),
          std::move(files)};
}

} // namespace counterpoint

#include "align/align_doubts.hpp"
#include "align/align_options.hpp"
#include "align/align_plan.hpp"
#include "align/align_results.hpp"
#include "align/align_sources.hpp"
#include "align/calibrators.hpp"
#include "align/frame_solution.hpp"
#include "counterpoint/align/align.hpp"
#include "counterpoint/align/blind_alignment.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/output/output_path.hpp"
#include "counterpoint/output/provenance.hpp"
#include "counterpoint/output/result_file.hpp"
#include "counterpoint/output/run_report.hpp"
#include "counterpoint/sources/read_catalogues.hpp"

#include <cstdio>

namespace counterpoint {

namespace {

// Collective. Each rank's share of the infrared rows near the sources of the plan.
InfraredInput read_near(const Communicator& comm, const AlignOptions& options,
                        const AlignPlan& plan, Messages& log) {
  const Prefilter prefilter = run_together(comm, [&] {
    const NodeArray<XraySource>& targets = plan.targets.sources;
    return Prefilter{discs_round(targets, std::vector(targets.size(), plan.reach))};
  });
  InfraredInput input = read_infrared(comm, options.infrared, MagnitudeRange{}, {prefilter}, log);
  log.line("infrared catalogue: " + with_commas(input.cleaning.n_rows) + " rows, " +
           with_commas(input.tally.n_rows()) + " with a position and an error; positions from " +
           input.cleaning.position_columns);
  for (const std::string& note : input.cleaning.notes)
    log.warning(note);
  if (input.cleaning.n_moved > 0) {
    log.line(with_commas(input.cleaning.n_moved) + " of them brought to the X-ray epoch");
  }
  return input;
}

// Collective. Every rank finds the same from the same rows.
std::vector<FrameSolution> frames_with_calibrators(const Communicator& comm,
                                                   const AlignOptions& options,
                                                   const AlignSources& sources,
                                                   const RowsByObservation& calibrators,
                                                   const InfraredInput& infrared) {
  const std::vector<InfraredSource> mine = infrared.rows.copied();
  const std::vector<InfraredSource> near = comm.all_gather(std::span{mine});
  return run_together(comm, [&] {
    const InfraredNeighbours neighbours{near};
    std::vector<FrameSolution> frames;
    for (const std::vector<std::size_t>& rows : calibrators)
      frames.push_back(solve_frame(sources, rows, neighbours, options));
    return frames;
  });
}

// Collective.
std::vector<FrameSolution> frames_without_calibrators(const Communicator& comm,
                                                      const FrameOptions& options,
                                                      const BlindPlan& plan,
                                                      InfraredInput&& infrared) {
  const Footprint footprint{comm, std::move(infrared.cells)};
  std::vector<FrameSolution> frames;
  for (const XrayCatalogue& usable : plan.usable) {
    FrameSolution& frame = frames.emplace_back();
    if (usable.sources.empty()) continue;
    BlindOffset found =
        plan.alignment.find(comm, usable, InfraredRows{infrared.rows}, infrared.tally, footprint);
    if (!found.is_found()) continue;
    frame.blind = std::move(found);
    frame.is_corrected = is_warranted(frame, options);
  }
  return frames;
}

// Collective.
void require_outputs_writable(const Communicator& comm, const AlignOptions& options,
                              Messages& log) {
  const AlignOutputOptions& output = options.output;
  ResultFile::require_writable(comm, output.file, output.overwrite);
  run_together(comm, [&] {
    if (!comm.is_root()) return;
    require_report_writable(run_report_path(output.file), output.overwrite);
    require_no_input(output.file, options.inputs);
    for (const auto& path :
         {output.fits, output.csv, output.regions_1sigma, output.regions_2sigma}) {
      if (path.empty()) continue;
      require_file_writable(path, output.overwrite);
      require_no_input(path, options.inputs);
    }
    for (const std::string& line : remove_abandoned(output.file))
      log.line(line);
  });
}

void log_rows(Messages& log, const WholeTable& table, const RowsByObservation& sources) {
  for (const std::string& note : table.notes)
    log.warning(note);
  std::size_t n_sources = 0;
  for (const std::vector<std::size_t>& rows : sources)
    n_sources += rows.size();
  log.line("X-ray catalogue: " + with_commas(table.n_rows) + " rows, " +
           with_commas(static_cast<long long>(n_sources)) + " sources in " +
           std::to_string(sources.size()) +
           (sources.size() == 1 ? " observation" : " observations"));
}

RunReport make_report(std::span<const std::string> arguments, const AlignOptions& options,
                      std::int64_t xray_bytes_read, const InfraredInput& infrared) {
  RunReport report;
  report.command_line = command_line("align", arguments);
  for (const auto& files : {options.xray.files, options.infrared.files, options.calibrators.files})
    report.inputs.insert(report.inputs.end(), files.begin(), files.end());
  report.bytes_read = xray_bytes_read + infrared.bytes_read;
  report.rows_read = infrared.n_rows_of_rank;
  return report;
}

} // namespace

void run_align(const Communicator& comm, std::span<const std::string> arguments, Messages& log) {
  const AlignOptions options = run_together(comm, [&] {
    return align_options(Settings{align_keys(), arguments, "align"});
  });
  require_agreement(comm, "the configuration", options.as_used);
  require_outputs_writable(comm, options, log);
  PhaseClock clock{&log};
  log.line("counterpoint " + program_version() + " (" + git_revision() + ")");

  clock.enter("read X-ray");
  const WholeTable table = read_whole_table(comm, options.xray.files);
  XrayInput xray = read_xray(comm, options.xray);
  const AlignSources sources = run_together(comm, [&] {
    // The columns that are carried over are those of the same rows.
    if (std::ssize(xray.catalogue.sources) != table.n_rows) {
      throw SystemError{"the X-ray catalogue changed while it was read"};
    }
    return with_uncertainties(std::move(xray.catalogue), options.xray,
                              options.uncertainty.out_of_range);
  });
  const RowsByObservation rows = sources_by_observation(sources);
  log_rows(log, table, rows);

  const auto& files = options.calibrators.files;
  const WholeTable given = files.empty() ? WholeTable{} : read_whole_table(comm, files);
  const AlignPlan plan =
      run_together(comm, [&] { return plan_align(options, sources, rows, given, comm.size()); });
  clock.enter("read infrared");
  InfraredInput infrared = read_near(comm, options, plan, log);
  const RunReport report = make_report(arguments, options, xray.bytes_read, infrared);

  clock.enter("frames and uncertainties");
  const std::vector<FrameSolution> frames =
      plan.blind ? frames_without_calibrators(comm, options.frame, *plan.blind, std::move(infrared))
                 : frames_with_calibrators(comm, options, sources, plan.calibrators, infrared);
  for (const std::string& doubt : align_doubts(options, sources, frames))
    log.warning(doubt);
  const AlignedSources aligned =
      run_together(comm, [&] { return place_sources(options, sources, frames); });

  const AlignResults results{options, table, sources, frames, aligned};
  clock.enter("write");
  write_align_results(comm, results);
  clock.stop();

  write_run_report(comm, run_report_path(options.output.file), report, clock);
  log.line("phases:\n" + phase_table(comm, clock));
  log.line("wrote " + options.output.file.string());
  log.result(align_summary(results));
}

} // namespace counterpoint

#include "align/align_config.hpp"
#include "align/align_results.hpp"
#include "align/align_xray.hpp"
#include "align/calibrators.hpp"
#include "align/frame_solution.hpp"
#include "counterpoint/align/align.hpp"
#include "counterpoint/align/blind_alignment.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/output/provenance.hpp"
#include "counterpoint/output/result_file.hpp"
#include "counterpoint/sources/read_catalogues.hpp"

#include <cstdio>

namespace counterpoint {

namespace {

using RowsByObservation = std::vector<std::vector<std::size_t>>;

// Collective. The infrared rows within `reach` of these X-ray sources: each rank's share.
InfraredInput read_near(const Communicator& comm, const AlignConfig& config,
                        const XrayCatalogue& xray, Angle reach, Messages& log) {
  const Prefilter prefilter = run_together(comm, [&] { return Prefilter{xray.sources, reach}; });
  InfraredInput input = read_infrared(comm, config.infrared, MagnitudeBins{}, prefilter, 0, log);
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

// Collective. Every rank finds the same from the same.
std::vector<FrameSolution> solve_with_calibrators(const Communicator& comm,
                                                  const AlignConfig& config, const AlignXray& xray,
                                                  const RowsByObservation& sources, Messages& log) {
  const auto& files = config.calibrators.files;
  const WholeTable given = files.empty() ? WholeTable{} : read_whole_table(comm, files);
  const RowsByObservation chosen = run_together(
      comm, [&] { return choose_calibrators(xray, sources, given, config.calibrators); });
  std::vector<std::size_t> all;
  for (const std::vector<std::size_t>& rows : chosen)
    all.insert(all.end(), rows.begin(), rows.end());
  // A corrected place may lie a radius away from where the source was.
  const CalibratorConfig& calibrators = config.calibrators;
  const InfraredInput input = read_near(comm, config, catalogue_of(xray, all),
                                        2.0 * calibrators.radius + calibrators.isolation, log);
  const std::vector<InfraredSource> near =
      comm.all_gather(std::span<const InfraredSource>{input.rows});
  return run_together(comm, [&] {
    const InfraredNeighbours neighbours{near};
    std::vector<FrameSolution> solutions;
    for (const std::vector<std::size_t>& rows : chosen)
      solutions.push_back(solve_frame(xray, rows, neighbours, config));
    return solutions;
  });
}

// Collective.
std::vector<FrameSolution>
solve_without_calibrators(const Communicator& comm, const AlignConfig& config,
                          const AlignXray& xray, const RowsByObservation& sources, Messages& log) {
  const BlindAlignment alignment{{config.frame.search_radius}, config.infrared.error_bound(), {}};
  std::vector<XrayCatalogue> usable;
  XrayCatalogue all;
  for (const std::vector<std::size_t>& rows : sources) {
    usable.push_back(alignment.usable(catalogue_of(xray, rows)));
    const auto& of_observation = usable.back().sources;
    all.sources.insert(all.sources.end(), of_observation.begin(), of_observation.end());
  }
  run_together(comm, [&] {
    if (!all.sources.empty()) return;
    throw InputError{"no X-ray source has a position better than frame.search-radius: nothing "
                     "tells the offset"};
  });
  const SearchPlan plan = run_together(comm, [&] { return alignment.plan(all, comm.size()); });
  InfraredInput input = read_near(comm, config, all, plan.reach, log);
  const Footprint footprint{comm, std::move(input.cells)};
  std::vector<FrameSolution> solutions;
  for (const XrayCatalogue& of_observation : usable) {
    FrameSolution& solution = solutions.emplace_back();
    if (of_observation.sources.empty()) continue;
    BlindOffset found =
        alignment.find(comm, of_observation, std::vector{input.rows}, input.tally, footprint);
    if (!found.is_found()) continue;
    solution.blind = std::move(found);
    solution.is_corrected = is_warranted(solution, config.frame);
  }
  return solutions;
}

void require_outputs_writable(const Communicator& comm, const AlignOutput& output) {
  for (const auto& path :
       {output.file, output.fits, output.csv, output.regions_1sigma, output.regions_2sigma}) {
    if (!path.empty()) ResultFile::require_writable(comm, path, output.overwrite);
  }
}

void log_rows(Messages& log, const AlignXray& xray, const RowsByObservation& sources) {
  for (const std::string& note : xray.table.notes)
    log.warning(note);
  std::size_t n_sources = 0;
  for (const std::vector<std::size_t>& rows : sources)
    n_sources += rows.size();
  log.line("X-ray catalogue: " + with_commas(std::ssize(xray.rows)) + " rows, " +
           with_commas(static_cast<long long>(n_sources)) + " sources in " +
           std::to_string(sources.size()) +
           (sources.size() == 1 ? " observation" : " observations"));
}

} // namespace

void run_align(const Communicator& comm, std::span<const std::string> arguments, Messages& log) {
  const AlignConfig config = run_together(comm, [&] {
    return make_align_config(Settings{align_keys(), arguments});
  });
  require_agreement(comm, "the configuration", config.as_used);
  require_outputs_writable(comm, config.output);
  log.line("counterpoint " + program_version() + " (" + git_revision() + ")");

  WholeTable table = read_whole_table(comm, config.xray.files);
  const AlignXray xray = run_together(
      comm, [&] { return read_align_xray(std::move(table), config.xray, config.out_of_range); });
  const RowsByObservation sources = sources_by_observation(xray);
  log_rows(log, xray, sources);
  std::vector<FrameSolution> solutions =
      config.calibrators.choice == CalibratorChoice::none
          ? solve_without_calibrators(comm, config, xray, sources, log)
          : solve_with_calibrators(comm, config, xray, sources, log);
  const AlignResults results =
      run_together(comm, [&] { return place_sources(config, xray, std::move(solutions)); });
  write_align_results(comm, results);
  log.line("wrote " + config.output.file.string());
  log.result(align_summary(results));
}

} // namespace counterpoint

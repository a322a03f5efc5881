#include "align/align_results.hpp"

#include "align/align_tables.hpp"
#include "counterpoint/astrometry/best_observation.hpp"
#include "counterpoint/comm/failure.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/output/export.hpp"
#include "counterpoint/output/result_file.hpp"

#include <cmath>
#include <utility>

namespace counterpoint {

namespace {

[[noreturn]] void refuse_unknown_frame(const AlignOptions& options,
                                       std::span<const FrameSolution> solutions) {
  if (options.calibrators.choice == CalibratorChoice::none) {
    throw InputError{"no offset up to frame.search-radius = " +
                     format_text("%g", options.frame.search_radius.arcsec()) +
                     " arcsec brings more X-ray sources onto infrared ones than chance does: "
                     "widen it, check that the catalogues overlap, or give calibrators"};
  }
  std::size_t n_chosen = 0;
  std::size_t n_paired = 0;
  for (const FrameSolution& solution : solutions) {
    n_chosen += solution.n_chosen;
    n_paired += solution.calibrators.size();
  }
  throw InputError{
      "no observation has " + std::to_string(fewest_calibrators) + " calibrators: " +
      std::to_string(n_chosen) + " " + describe_chosen(options.calibrators.choice) + ", and " +
      std::to_string(n_paired) + " of them have an infrared source to themselves within " +
      format_text("%g", options.calibrators.radius.arcsec()) +
      " arcsec; widen calibrators.radius, give other calibrators, or set calibrators.select = none "
      "to find the offset from all sources"};
}

// Root mean square of the offsets of the observations that have a solution, scatter included: what
// is to be expected of one that has none.
SkyOffset pooled_offsets(const AlignOptions& options, std::span<const FrameSolution> solutions) {
  double east = 0.0;
  double north = 0.0;
  double n = 0.0;
  for (const FrameSolution& solution : solutions) {
    if (!solution.is_known()) continue;
    const SkyOffset offset = solution.blind ? solution.blind->offset : solution.measured().median;
    const SkyOffset spread = solution.blind ? solution.blind->error : solution.measured().deviation;
    east += std::pow(hypot(offset.east, spread.east).arcsec(), 2);
    north += std::pow(hypot(offset.north, spread.north).arcsec(), 2);
    n += 1.0;
  }
  if (n == 0.0) refuse_unknown_frame(options, solutions);
  return {Angle::from_arcsec(std::sqrt(east / n)), Angle::from_arcsec(std::sqrt(north / n))};
}

// The files beside the HDF5 one: the best row of each source.
std::vector<ExportRequest> exports_of(const AlignOptions& options, const std::string& label) {
  const AlignOutputOptions& output = options.output;
  const RegionStyle sig1{"ra_aligned", "dec_aligned", "sig1", label};
  RegionStyle sig2 = sig1;
  sig2.radius = "sig2";
  std::vector<ExportRequest> requests;
  const auto add = [&](const std::filesystem::path& path, ExportFormat format,
                       const RegionStyle& regions) {
    if (path.empty()) return;
    requests.push_back({output.file, "/best", path, format, output.overwrite, regions});
  };
  add(output.fits, ExportFormat::fits, {});
  add(output.csv, ExportFormat::csv, {});
  add(output.regions_1sigma, ExportFormat::ds9, sig1);
  add(output.regions_2sigma, ExportFormat::ds9, sig2);
  return requests;
}

} // namespace

AlignedSources place_sources(const AlignOptions& options, const AlignSources& sources,
                             std::span<const FrameSolution> frames) {
  const SkyOffset pooled = pooled_offsets(options, frames);
  AlignedSources aligned;
  std::vector<Observation> observations;
  for (std::size_t row = 0; row < sources.catalogue.sources.size(); ++row) {
    const XraySource& source = sources.catalogue.sources[row];
    const FrameSolution& frame = frames[source.observation];
    AlignedRow& placed = aligned.rows.emplace_back();
    if (source.position) {
      placed.position = frame.corrected(*source.position);
      placed.frame_error =
          frame_error(frame, options.uncertainty.frame_error, pooled, *source.position);
      placed.total = total_uncertainty(sources.uncertainties[row], placed.frame_error);
    }
    const XrayDetection seen = sources.catalogue.detection(row);
    observations.push_back(
        {sources.catalogue.name(row), seen.counts, seen.off_axis, placed.total.sig2});
  }
  aligned.best = best_observations(observations);
  for (const std::size_t row : aligned.best)
    aligned.rows[row].is_best = true;
  return aligned;
}

void write_align_results(const Communicator& comm, const AlignResults& results) {
  const AlignOutputOptions& output = results.options.output;
  const bool is_mine = comm.is_root(); // the others take part with no rows
  const AlignTables tables =
      run_together(comm, [&] { return make_align_tables(results, is_mine); });
  ResultFile file{comm, output.file, output.overwrite};
  for (const TableBuilder& table : tables.tables)
    file.write(table.table());
  file.write_attributes("/summary", align_attributes(results));
  file.commit();
  run_together(comm, [&] {
    if (!is_mine) return;
    for (const ExportRequest& request : exports_of(results.options, tables.label))
      export_table(request);
  });
}

} // namespace counterpoint

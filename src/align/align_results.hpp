#pragma once

#include "align/align_options.hpp"
#include "align/align_xray.hpp"
#include "align/frame_solution.hpp"
#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/output/table.hpp"

#include <optional>
#include <string>
#include <vector>

namespace counterpoint {

/// A row of the X-ray catalogue in the frame of the infrared one.
struct AlignedRow {
  std::optional<SkyPosition> position;
  Angle frame_error;
  TotalUncertainty total;
  bool is_best = false; ///< of its source
};

/// What `align` has found; equal on all ranks.
struct AlignResults {
  const AlignOptions& options;
  const AlignXray& xray;
  std::vector<FrameSolution> solutions; ///< by observation
  std::vector<AlignedRow> rows;
  std::vector<std::size_t> best; ///< rows that are best, sources in the order they first appear
};

/// Local. Corrects every position, adds the frame's error, chooses the best row of each source.
/// \throws InputError if an observation has no solution and no other can stand in for it
[[nodiscard]] AlignResults place_sources(const AlignOptions& options, const AlignXray& xray,
                                         std::vector<FrameSolution>&& solutions);

/// Collective. Writes the HDF5 file and then the others that the configuration names, each under
/// its name only when it is complete. \throws InputError, SystemError as ResultFile and
/// export_table do
void write_align_results(const Communicator& comm, const AlignResults& results);

/// Local. The numbers of a run that a paper quotes, one statement a line.
[[nodiscard]] std::string align_summary(const AlignResults& results);

/// Local. The same as attributes of /summary; those of the offset where there is one observation.
[[nodiscard]] std::vector<OutputAttribute> align_attributes(const AlignResults& results);

} // namespace counterpoint

#pragma once

#include "align/align_options.hpp"
#include "align/align_sources.hpp"
#include "align/frame_solution.hpp"
#include "counterpoint/catalogue/whole_table.hpp"
#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/output/table.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// A row of the X-ray catalogue in the frame of the infrared one.
struct AlignedRow {
  std::optional<SkyPosition> position;
  Angle frame_error = Angle::nan(); ///< NaN without a position, like those below
  TotalUncertainty total{Angle::nan(), Angle::nan()};
  bool is_best = false; ///< of its source
};

/// All sources in the frame of the infrared catalogue.
struct AlignedSources {
  std::vector<AlignedRow> rows;  ///< by xray_id
  std::vector<std::size_t> best; ///< the best row of each source, in the order they first appear
};

/// What `align` has found; equal on all ranks.
struct AlignResults {
  const AlignOptions& options;
  const WholeTable& table; ///< the X-ray catalogue with every column
  const AlignSources& sources;
  const std::vector<FrameSolution>& frames; ///< by observation
  const AlignedSources& aligned;
};

/// Local. Corrects every position, adds the frame's error, chooses the best row of each source.
/// \param frames  by observation
/// \throws InputError if no observation has a solution; where one has none, the others give its
///   error
[[nodiscard]] AlignedSources place_sources(const AlignOptions& options, const AlignSources& sources,
                                           std::span<const FrameSolution> frames);

/// Collective. Writes the HDF5 file and then the others that the configuration names, each under
/// its name only when it is complete. \throws InputError, SystemError as ResultFile and
/// export_table do
void write_align_results(const Communicator& comm, const AlignResults& results);

/// Local. The numbers of a run that a paper quotes, one statement a line.
[[nodiscard]] std::string align_summary(const AlignResults& results);

/// Local. The same as attributes of /summary; those of the offset where there is one observation.
[[nodiscard]] std::vector<OutputAttribute> align_attributes(const AlignResults& results);

} // namespace counterpoint

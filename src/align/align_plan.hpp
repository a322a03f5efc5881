#pragma once

#include "align/align_options.hpp"
#include "align/align_sources.hpp"
#include "counterpoint/align/blind_alignment.hpp"
#include "counterpoint/catalogue/whole_table.hpp"

#include <optional>
#include <vector>

namespace counterpoint {

/// How the frames are found without calibrators.
struct BlindPlan {
  BlindAlignment alignment;
  std::vector<XrayCatalogue> usable; ///< by observation
};

/// Everything that `align` settles before the infrared catalogue is read.
struct AlignPlan {
  RowsByObservation calibrators;  ///< none without calibrators
  std::optional<BlindPlan> blind; ///< without calibrators
  XrayCatalogue targets;          ///< infrared rows are kept near these sources,
  Angle reach;                    ///< this far from them
};

/// Local. \param given  the catalogue of positions of calibrators; empty where none is given
/// \throws InputError if no observation has enough calibrators, or none a source that is placed
///   well enough to do without; as choose_calibrators(), plan_search()
[[nodiscard]] AlignPlan plan_align(const AlignOptions& options, const AlignSources& sources,
                                   const RowsByObservation& rows, const WholeTable& given,
                                   int n_ranks);

} // namespace counterpoint

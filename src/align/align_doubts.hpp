#pragma once

#include "align/align_options.hpp"
#include "align/align_sources.hpp"
#include "align/frame_solution.hpp"

#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// Local. What speaks against the inputs or the frames that were found, a warning each: calibrators
/// whose partners are those of chance, errors that their offsets contradict, off-axis angles that
/// are not in arcmin.
/// \param frames  by observation
[[nodiscard]] std::vector<std::string> align_doubts(const AlignOptions& options,
                                                    const AlignSources& sources,
                                                    std::span<const FrameSolution> frames);

} // namespace counterpoint

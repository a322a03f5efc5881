#pragma once

#include "counterpoint/astrometry/kim2007.hpp"
#include "counterpoint/sources/xray_catalogue.hpp"
#include "counterpoint/sources/xray_options.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace counterpoint {

/// The X-ray catalogue, and how well each of its sources is placed in its own frame.
struct AlignSources {
  XrayCatalogue catalogue;
  std::vector<PositionalUncertainty> uncertainties; ///< by xray_id

  /// One-dimensional standard deviation; none where it is unknown, or 0 as XRBID has it.
  [[nodiscard]] std::optional<Angle> sigma(std::size_t xray_id) const;
  /// Of a source that is known to have one.
  [[nodiscard]] const SkyPosition& position(std::size_t xray_id) const {
    return *catalogue.sources[xray_id].position;
  }
};

/// Rows of the X-ray catalogue (xray_id), by observation.
using RowsByObservation = std::vector<std::vector<std::size_t>>;

/// Local. The uncertainties follow from counts and off-axis angles where `options` names columns
/// of both, else from the errors as quoted.
[[nodiscard]] AlignSources with_uncertainties(XrayCatalogue&& catalogue, const XrayOptions& options,
                                              OutOfRange rule);

/// Local. For each observation, of each of its sources the row that places it best, in the order in
/// which the sources appear; a position counts once, rows without one do not.
[[nodiscard]] RowsByObservation sources_by_observation(const AlignSources& sources);

/// Local. A catalogue of these rows alone, each with the error that its uncertainty means (NaN
/// where it is unknown). xray_id is that of the whole catalogue.
[[nodiscard]] XrayCatalogue catalogue_of(const AlignSources& sources,
                                         std::span<const std::size_t> rows);

} // namespace counterpoint

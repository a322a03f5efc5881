#pragma once

#include "align/align_config.hpp"
#include "counterpoint/astrometry/best_observation.hpp"
#include "counterpoint/astrometry/kim2007.hpp"
#include "counterpoint/catalogue/whole_table.hpp"
#include "counterpoint/sources/sources.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// A row of the X-ray catalogue as `align` works on it.
struct AlignRow {
  std::optional<SkyPosition> position;
  std::string name;            ///< "" where it has none
  std::size_t observation = 0; ///< index into AlignXray::observations
  double counts = 0.0;         ///< NaN where missing, as the next
  Angle off_axis;
  PositionalUncertainty uncertainty; ///< of the source in its frame

  /// One-dimensional standard deviation, or nothing where it is unknown (or 0, as XRBID has it).
  [[nodiscard]] std::optional<Angle> sigma() const;
};

struct AlignXray {
  WholeTable table; ///< with every column
  std::vector<AlignRow> rows;
  std::vector<std::string> observations; ///< as they first appear; one, "", without such a column
};

/// Local. The rows of a catalogue that was read whole. \throws InputError for a column that is
/// missing, if no row has a position
[[nodiscard]] AlignXray read_align_xray(WholeTable table, const AlignXrayConfig& config,
                                        OutOfRange rule);

/// Local. For each observation, of each of its sources the row that places it best, in the order in
/// which the sources appear; a position counts once, rows without one do not.
[[nodiscard]] std::vector<std::vector<std::size_t>> sources_by_observation(const AlignXray& xray);

/// Local. These rows as sources that are kept: xray_id is the row, sigma NaN where it is unknown.
[[nodiscard]] XrayCatalogue catalogue_of(const AlignXray& xray, std::span<const std::size_t> rows);

} // namespace counterpoint

#pragma once

#include "counterpoint/core/grouped.hpp"
#include "counterpoint/search/acceptance.hpp"
#include "counterpoint/sky/cell_set.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "counterpoint/sources/sources.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// Decides which infrared rows can become candidates, before the search finds those that do: what
/// the tables show of a star, carried columns above all, is kept for these rows only. Unlike the
/// prefilter it compares distances, for in a crowded field nearly every cell is near some source.
class CandidateFilter {
public:
  /// \param largest_infrared_error  as quoted: no row that is asked about has a larger one
  /// \param largest_displacement  of the X-ray sources before they are searched round
  CandidateFilter(std::span<const XraySource> xray, const Acceptance& acceptance,
                  Angle largest_infrared_error, Angle largest_displacement);

  /// False only if `row` cannot lie in the acceptance region of any kept X-ray source.
  [[nodiscard]] bool may_be_candidate(const InfraredSource& row) const;

private:
  struct Source {
    SkyPosition position;
    Angle error; ///< as quoted; of an ellipse, the semi-major axis
  };

  Acceptance acceptance_;
  Angle slack_;
  SkyGrid grid_;
  CellSet cells_;                         // that some region touches
  Grouped<std::int32_t> sources_of_cell_; // by number of the cell: whose regions touch it
  std::vector<Source> sources_;
};

} // namespace counterpoint

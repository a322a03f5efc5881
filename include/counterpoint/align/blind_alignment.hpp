#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/search/search_plan.hpp"
#include "counterpoint/sources/footprint.hpp"
#include "counterpoint/sources/infrared_rows.hpp"
#include "counterpoint/sources/infrared_tally.hpp"
#include "counterpoint/sources/xray_catalogue.hpp"
#include "counterpoint/statistics/blind_offset.hpp"

#include <vector>

namespace counterpoint {

/// Finds the offset between the frames of two catalogues without calibrators.
struct BlindAlignment {
  OffsetSearch search;
  Angle largest_infrared_error; ///< as quoted
  LayoutOptions layout;

  /// Local. The X-ray sources that contribute: kept, and placed better than the offset looked for.
  /// Their error ellipses become circles of equal area.
  [[nodiscard]] XrayCatalogue usable(const XrayCatalogue& xray) const;

  /// Local. The one search that finds all candidates at any offset. \throws as plan_search()
  [[nodiscard]] SearchPlan plan(const XrayCatalogue& usable, int n_ranks) const;

  /// Collective. The offset that brings the X-ray sources onto the infrared rows.
  /// \param usable  from usable(), equal on all ranks
  /// \param rows  this rank's, all those within the reach of plan() at least
  [[nodiscard]] BlindOffset find(const Communicator& comm, const XrayCatalogue& usable,
                                 InfraredRows&& rows, const InfraredTally& tally,
                                 const Footprint& footprint) const;
};

/// What became of the X-ray frame before `match`.
struct FrameAlignment {
  BlindOffset found;
  bool is_beyond = false;  ///< found, but refined to more than the largest that was looked for
  bool is_applied = false; ///< found within that, and significant
};

/// Local. Displaces the X-ray sources if the offset is found, no larger than what was looked for,
/// and of three standard deviations or more; its error enters their sigma.
[[nodiscard]] FrameAlignment apply_if_significant(BlindOffset&& found, const OffsetSearch& search,
                                                  XrayCatalogue& xray);

} // namespace counterpoint

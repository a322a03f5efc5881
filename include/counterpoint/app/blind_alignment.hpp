#pragma once

#include "counterpoint/app/match_config.hpp"
#include "counterpoint/catalogue/sources.hpp"
#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/partition/footprint.hpp"
#include "counterpoint/statistics/blind_offset.hpp"
#include "counterpoint/statistics/infrared_tally.hpp"

#include <vector>

namespace counterpoint {

/// What it takes to tell the offset between the frames of two catalogues without calibrators.
struct BlindAlignment {
  OffsetSearch search;
  InfraredConfig infrared;
  LayoutConfig layout;

  /// Local. The X-ray sources that can tell: kept, and placed better than the offset looked for;
  /// error ellipses as circles of equal area.
  [[nodiscard]] XrayCatalogue usable(const XrayCatalogue& xray) const;

  /// Local. How far from a usable X-ray source infrared rows play a part.
  [[nodiscard]] Angle reach(const XrayCatalogue& usable) const;

  /// Collective. The offset that brings the X-ray sources onto the infrared rows.
  /// \param usable  from usable(), equal on all ranks
  /// \param rows  this rank's, all those within reach() at least
  [[nodiscard]] BlindOffset find(const Communicator& comm, const XrayCatalogue& usable,
                                 std::vector<InfraredSource>&& rows, const InfraredTally& tally,
                                 const Footprint& footprint) const;
};

/// What became of the X-ray frame before `match`.
struct FrameAlignment {
  BlindOffset found;
  bool is_applied = false; ///< found, and significant
};

/// Local. Displaces the X-ray sources if the offset is found and of three standard deviations or
/// more; its error enters their sigma.
[[nodiscard]] FrameAlignment apply_if_significant(BlindOffset&& found, XrayCatalogue& xray);

} // namespace counterpoint

#pragma once

#include "align/align_options.hpp"
#include "align/align_sources.hpp"
#include "align/calibrators.hpp"
#include "counterpoint/astrometry/frame_fit.hpp"
#include "counterpoint/statistics/blind_offset.hpp"

#include <optional>
#include <span>
#include <vector>

namespace counterpoint {

/// The offset between the frame of one observation and that of the infrared catalogue.
struct FrameSolution {
  std::size_t n_chosen = 0;                ///< calibrators looked for
  std::vector<CalibratorPair> calibrators; ///< those that have a partner
  double n_by_chance = 0.0;                ///< how many would have one by chance alone
  std::optional<OffsetSummary> offsets;    ///< of the calibrators, if they are enough
  std::optional<FrameFit> fit;             ///< of the calibrators; none where the median is used
  std::optional<BlindOffset> blind;        ///< without calibrators
  OffsetMeasure measure = OffsetMeasure::sky;
  bool is_corrected = false;

  [[nodiscard]] bool is_known() const { return offsets.has_value() || blind.has_value(); }
  /// The offsets of a solution from calibrators that is known.
  [[nodiscard]] const OffsetSummary& measured() const;
  [[nodiscard]] Significance significance() const;
  /// Of a solution that is known; with a fit, at its centre.
  [[nodiscard]] SkyOffset shift() const;
  [[nodiscard]] SkyOffset shift_error() const; ///< standard deviations

  /// Where the solution puts a source, warranted or not.
  [[nodiscard]] SkyPosition moved(const SkyPosition& position) const;
  /// The position with the correction, if it is made.
  [[nodiscard]] SkyPosition corrected(const SkyPosition& position) const {
    return is_corrected ? moved(position) : position;
  }
  /// Standard deviations of the correction there; of what is left out, where it is not made.
  [[nodiscard]] SkyOffset error_at(const SkyPosition& position) const;
};

/// Local. The solution from calibrators: pairs them, fits, and pairs again at the corrected places
/// until the pairs stay. With fewer than fewest_calibrators pairs it is not known.
/// \throws InputError if the calibrators do not determine the model that was asked for
[[nodiscard]] FrameSolution solve_frame(const AlignSources& sources,
                                        std::span<const std::size_t> calibrators,
                                        const InfraredNeighbours& infrared,
                                        const AlignOptions& options);

/// Local. Is the correction of `solution` to be made?
[[nodiscard]] bool is_warranted(const FrameSolution& solution, const FrameOptions& options);

/// Local. The frame's part of the uncertainty of a source: hypot of east and north.
/// \param pooled  standard deviations of the offsets of all observations, for those that have no
///   solution of their own
[[nodiscard]] Angle frame_error(const FrameSolution& solution, const FrameErrorOptions& options,
                                const SkyOffset& pooled, const SkyPosition& position);

} // namespace counterpoint

#pragma once

#include "counterpoint/astrometry/frame_offset.hpp"
#include "counterpoint/sky/tangent_plane.hpp"

#include <span>
#include <vector>

namespace counterpoint {

/// What a correction of a frame may do; each includes the one before.
enum class FrameModel { shift, rotation, scale };

/// A source seen in both frames.
struct Calibrator {
  SkyPosition xray;
  SkyPosition reference;
  Angle sigma; ///< one-dimensional standard deviation of the offset between the two
};

/// A correction in the tangent plane at the calibrators' weighted mean position, where its
/// parameters are independent of each other.
struct FrameCorrection {
  TangentPlane plane{SkyPosition{}};
  SkyOffset shift;
  Angle rotation;     ///< of positions round the centre, from north through east
  double scale = 0.0; ///< relative growth of distances from the centre

  Angle shift_error; ///< standard deviation, east and north alike
  Angle rotation_error;
  double scale_error = 0.0;

  [[nodiscard]] SkyPosition apply(const SkyPosition& position) const;
  /// Standard deviations of the correction at `position`, east and north in the tangent plane.
  [[nodiscard]] SkyOffset error_at(const SkyPosition& position) const;
};

struct FrameFit {
  FrameCorrection correction;
  std::vector<double> weights;   ///< by calibrator, 0 to 1; 0: an outlier
  double relative_scatter = 0.0; ///< robust standard deviation of the residuals over sigma
  double degrees_of_freedom = 0.0;
  Significance shift_significance;
  double rotation_sigmas = 0.0; ///< |rotation| / error; 0 where the model has no rotation
};

/// Weighted robust fit by iterated least squares with Tukey's biweight on the residuals in units of
/// `sigma`. The errors are those of an M-estimator, scaled by the residuals seen: only the ratios
/// of the sigmas matter.
/// \source weights: Beaton & Tukey 1974, Technometrics 16, 147
/// \source covariance: Huber 1981, Robust Statistics, eq. 7.6.5
/// \throws InputError for fewer than fewest_calibrators; if the model turns or scales and the
///   calibrators lie within an arcsec of each other; if one lies 90 deg or more from the first
[[nodiscard]] FrameFit fit_frame(std::span<const Calibrator> calibrators, FrameModel model);

/// Root mean square distance of the calibrators from their mean position, in the tangent plane
/// there. \param calibrators  not empty
[[nodiscard]] Angle spread_of(std::span<const Calibrator> calibrators);

} // namespace counterpoint

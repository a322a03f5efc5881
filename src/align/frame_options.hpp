#pragma once

#include "align/calibrator_options.hpp"
#include "counterpoint/astrometry/frame_fit.hpp"
#include "counterpoint/settings/settings.hpp"

#include <vector>

namespace counterpoint {

/// When the frame is corrected.
enum class CorrectionRule { significant, above_scatter, always, never };

struct FrameOptions {
  CorrectionRule rule = CorrectionRule::significant;
  double significance = 3.0; ///< standard deviations
  OffsetMeasure measure = OffsetMeasure::sky;
  enum class Model { automatic, median, fitted };
  Model model = Model::automatic;
  FrameModel fitted = FrameModel::shift; ///< where model is fitted
  Angle search_radius;                   ///< largest offset looked for without calibrators
};

/// The keys of [frame].
[[nodiscard]] std::vector<SettingKey> frame_keys();

/// \throws InputError naming the key whose value makes no sense, or not with such calibrators
[[nodiscard]] FrameOptions frame_options(const Settings& settings, CalibratorChoice calibrators);

} // namespace counterpoint

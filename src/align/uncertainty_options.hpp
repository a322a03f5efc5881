#pragma once

#include "align/frame_options.hpp"
#include "counterpoint/astrometry/kim2007.hpp"
#include "counterpoint/settings/settings.hpp"

#include <vector>

namespace counterpoint {

/// Where the frame's part of the positional uncertainty comes from.
struct FrameErrorOptions {
  enum class From { automatic, scatter, fit, number };
  From from = From::automatic;
  SkyOffset number; ///< standard deviations east and north, where they are given
};

/// How the positional uncertainty of a source is put together.
struct UncertaintyOptions {
  OutOfRange out_of_range = OutOfRange::quoted;
  FrameErrorOptions frame_error;
};

/// The keys of [uncertainty].
[[nodiscard]] std::vector<SettingKey> uncertainty_keys();

/// \throws InputError naming the key whose value makes no sense, or not with such a frame
[[nodiscard]] UncertaintyOptions uncertainty_options(const Settings& settings,
                                                     const FrameOptions& frame,
                                                     CalibratorChoice calibrators);

} // namespace counterpoint

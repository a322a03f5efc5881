#pragma once

#include "align/calibrator_options.hpp"
#include "align/frame_options.hpp"
#include "align/output_options.hpp"
#include "align/uncertainty_options.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/sources/infrared_options.hpp"
#include "counterpoint/sources/xray_options.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace counterpoint {

/// Everything `align` is asked to do.
struct AlignOptions {
  XrayOptions xray;
  InfraredOptions infrared;
  CalibratorOptions calibrators;
  FrameOptions frame;
  UncertaintyOptions uncertainty;
  std::vector<std::filesystem::path> inputs; ///< every file that is read, the configuration too
  AlignOutputOptions output;
  std::string as_used; ///< the settings that the result depends on, as text
};

/// \throws InputError naming the key of the first value that makes no sense
[[nodiscard]] AlignOptions align_options(const Settings& settings);

} // namespace counterpoint

#include "align/align_options.hpp"

#include "counterpoint/align/align.hpp"
#include "counterpoint/sources/presets.hpp"

#include <array>

namespace counterpoint {

std::span<const SettingKey> align_keys() {
  static const std::vector<SettingKey> all =
      joined({xray_keys_for_alignment(), infrared_keys_for_alignment(), calibrator_keys(),
              frame_keys(), uncertainty_keys(), align_output_keys()});
  return all;
}

AlignOptions align_options(const Settings& given) {
  const Settings settings = with_preset(given);
  AlignOptions options;
  options.xray = xray_options_for_alignment(settings);
  options.infrared = infrared_options_for_alignment(settings);
  options.calibrators = calibrator_options(settings);
  options.frame = frame_options(settings, options.calibrators.choice);
  options.uncertainty = uncertainty_options(settings, options.frame, options.calibrators.choice);
  options.inputs = settings.files();
  for (const auto& files : {options.xray.files, options.infrared.files, options.calibrators.files})
    options.inputs.insert(options.inputs.end(), files.begin(), files.end());
  options.output = align_output_options(settings);
  options.as_used = settings.as_used(std::array<std::string, 1>{"output"});
  return options;
}

} // namespace counterpoint

#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/settings/settings.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace counterpoint {

/// Which X-ray sources give the offset between the frames.
enum class CalibratorChoice {
  given, ///< those named, or at the positions given
  found, ///< isolated, well-centred, bright ones
  none   ///< all of them, statistically: by the excess of pairs over chance
};

struct CalibratorOptions {
  CalibratorChoice choice = CalibratorChoice::found;
  std::vector<std::string> names;
  std::vector<std::filesystem::path> files; ///< catalogues of positions
  Angle radius;                             ///< to the nearest infrared source at most
  Angle isolation;                          ///< found: to any other source at least
  Angle largest_off_axis;                   ///< found
  double fewest_counts = 0.0;               ///< found
  double reject = 0.0; ///< robust deviations beyond which an offset is rejected; 0 keeps all

  /// How far from a calibrator all infrared sources are kept: a corrected place may lie a radius
  /// away from where the source was.
  [[nodiscard]] Angle reach() const { return 2.0 * radius + isolation; }
};

/// The keys of [calibrators].
[[nodiscard]] std::vector<SettingKey> calibrator_keys();

/// \throws InputError naming the key whose value makes no sense
[[nodiscard]] CalibratorOptions calibrator_options(const Settings& settings);

} // namespace counterpoint

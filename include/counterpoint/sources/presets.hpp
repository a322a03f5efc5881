#pragma once

#include "counterpoint/settings/settings.hpp"

#include <string>
#include <vector>

namespace counterpoint {

/// The words that xray.preset takes.
[[nodiscard]] std::vector<std::string> preset_names();

/// The settings with the columns and the error level of xray.preset for the keys that were not
/// given.
[[nodiscard]] Settings with_preset(const Settings& settings);

} // namespace counterpoint

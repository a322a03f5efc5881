#pragma once

#include "counterpoint/settings/settings.hpp"

namespace counterpoint {

/// The settings with the columns and the error level of xray.preset for the keys that were not
/// given.
/// \throws InputError for a preset that is not known
[[nodiscard]] Settings with_preset(const Settings& settings);

} // namespace counterpoint

#pragma once

#include "counterpoint/app/settings.hpp"

#include <span>

namespace counterpoint {

/// Keys of the commands that read a result file.
[[nodiscard]] std::span<const SettingKey> export_keys();
[[nodiscard]] std::span<const SettingKey> explain_keys();

} // namespace counterpoint

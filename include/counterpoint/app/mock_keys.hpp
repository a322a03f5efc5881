#pragma once

#include "counterpoint/app/settings.hpp"

#include <span>

namespace counterpoint {

/// Keys of `mock`.
[[nodiscard]] std::span<const SettingKey> mock_keys();

} // namespace counterpoint

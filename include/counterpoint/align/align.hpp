#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/settings/settings.hpp"

#include <span>
#include <string>

namespace counterpoint {

/// Keys of `align`.
[[nodiscard]] std::span<const SettingKey> align_keys();

/// Collective. `counterpoint align`: the X-ray frame onto the infrared one, positional
/// uncertainties, best observations, region files.
void run_align(const Communicator& comm, std::span<const std::string> arguments, Messages& log);

} // namespace counterpoint

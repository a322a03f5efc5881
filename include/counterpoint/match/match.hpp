#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/settings/settings.hpp"

#include <span>
#include <string>

namespace counterpoint {

/// Keys of `match` and `validate`.
[[nodiscard]] std::span<const SettingKey> match_keys();

/// Keys of `plan`: its own, and those of `match`.
[[nodiscard]] std::span<const SettingKey> plan_keys();

/// Collective. `counterpoint match`: the whole pipeline, catalogues to HDF5.
void run_match(const Communicator& comm, std::span<const std::string> arguments, Messages& log);

/// Collective. `counterpoint validate`: reads the inputs and says what is wrong with them.
void run_validate(const Communicator& comm, std::span<const std::string> arguments, Messages& log);

/// Collective; rank 0 works. `counterpoint plan`: what `match` would take on any number of ranks,
/// from a sample of its inputs.
void run_plan(const Communicator& comm, std::span<const std::string> arguments, Messages& log);

} // namespace counterpoint

#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/settings/settings.hpp"

#include <span>
#include <string>

namespace counterpoint {

/// Collective. Runs the command that the arguments after the program's name ask for.
/// \return 0 done; 1 an error of the program or of the machine; 2 wrong usage, configuration or
///   input. The message of an error is printed once, on stderr.
[[nodiscard]] int run_command(const Communicator& comm, std::span<const std::string> arguments);

/// Keys of the commands below.
[[nodiscard]] std::span<const SettingKey> mock_keys();
[[nodiscard]] std::span<const SettingKey> explain_keys();
[[nodiscard]] std::span<const SettingKey> export_keys();

/// Collective. `counterpoint mock`: a sky with known counterparts.
void run_mock(const Communicator& comm, std::span<const std::string> arguments, Messages& log);

/// Collective; rank 0 works. `counterpoint explain ID`: all that a result says of an X-ray source.
void run_explain(const Communicator& comm, std::span<const std::string> arguments, Messages& log);

/// Collective; rank 0 works. `counterpoint export`: a table of a result in another format.
void run_export(const Communicator& comm, std::span<const std::string> arguments, Messages& log);

} // namespace counterpoint

#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/messages.hpp"
#include "counterpoint/settings/settings.hpp"

#include <span>
#include <string>

namespace counterpoint {

/// A command of the program.
struct Command {
  std::string name;
  std::string words; ///< what may stand without a key, for its usage: "FILE"; "" for nothing
  std::string summary;
  void (*run)(const Communicator&, std::span<const std::string>, Messages&);
  std::span<const SettingKey> (*keys)();
};

/// What `counterpoint --help` prints.
[[nodiscard]] std::string general_help(std::span<const Command> commands);

/// What `counterpoint COMMAND --help` prints: usage, and the keys by section, with their choices
/// and defaults, in lines of at most 96 characters.
[[nodiscard]] std::string command_help(const Command& command);

/// What `counterpoint help --format json` prints: the commands and their keys, for programs that
/// make pages, completions or forms of them; tools/reference.py does.
[[nodiscard]] std::string json_help(std::span<const Command> commands);

} // namespace counterpoint

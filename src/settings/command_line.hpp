#pragma once

#include "counterpoint/settings/settings.hpp"
#include "settings/assignment.hpp"

#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// Local. The assignments of a command line, in order: --KEY VALUE or --KEY=VALUE, "true" for a
/// toggle that stands alone, and every word without a key for the positional one. It ends with the
/// first key that is not among `keys`, if there is one.
/// \throws InputError for a word where none was expected, or a value missing
[[nodiscard]] std::vector<Assignment> read_command_line(std::span<const std::string> arguments,
                                                        std::span<const SettingKey> keys);

} // namespace counterpoint

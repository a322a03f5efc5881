#pragma once

#include "settings/assignment.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace counterpoint {

/// Local. The assignments of a configuration file, in order, with keys as "section.key". A line is
/// [section], key = value, or a comment, which begins with # at the start of a line or behind a
/// blank. A value in quotes, "so" or 'so', is taken as it stands: with blanks, # and the other
/// quote. \throws InputError with file and line for anything else, or a file that cannot be read
[[nodiscard]] std::vector<Assignment> read_ini(const std::filesystem::path& file);

/// Local. The same of text. \param origin  of it, for messages
[[nodiscard]] std::vector<Assignment> parse_ini(const std::string& text, const std::string& origin);

} // namespace counterpoint

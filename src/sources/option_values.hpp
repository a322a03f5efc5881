#pragma once

#include "counterpoint/catalogue/carried.hpp"
#include "counterpoint/catalogue/column.hpp"
#include "counterpoint/settings/settings.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace counterpoint {

/// The files of a catalogue. \throws InputError if `key` names none
[[nodiscard]] std::vector<std::filesystem::path> catalogue_files(const Settings& settings,
                                                                 const std::string& key);

/// The column that `key` names; every file must have it. Without a name: none, or for a position
/// the one that is found.
[[nodiscard]] ColumnRequest column_of(const Settings& settings, const std::string& key,
                                      Quantity quantity);

/// The same, but a file may lack a column that the user did not name.
[[nodiscard]] ColumnRequest optional_column_of(const Settings& settings, const std::string& key,
                                               Quantity quantity);

/// The key SECTION.carry.
[[nodiscard]] SettingKey carry_key(const std::string& section);

/// The columns that SECTION.carry names: separated by commas, or the key repeated.
[[nodiscard]] CarryRequest carry_request(const Settings& settings, const std::string& section);

} // namespace counterpoint

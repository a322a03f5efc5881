#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace counterpoint {

/// Local. The xray_id of the X-ray source of a result that `source` means: a row of the catalogue,
/// counted from 0, or else a name as the catalogue gives it, blanks around it apart.
/// \throws InputError if there is none, with the nearest name; if several have the name, with
///   their rows
[[nodiscard]] std::int64_t find_source(const std::filesystem::path& results,
                                       const std::string& source);

} // namespace counterpoint

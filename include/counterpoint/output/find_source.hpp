#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace counterpoint {

struct FoundSource {
  std::int64_t xray_id;
  std::vector<std::int64_t> named; ///< other sources whose name looks like this row
};

/// Local. The X-ray source of a result that `source` means: a row of the catalogue, counted from 0,
/// or else a name as the catalogue gives it, blanks around it apart.
/// \throws InputError if there is none, with the nearest name; if several have the name, with
///   their rows
[[nodiscard]] FoundSource find_source(const std::filesystem::path& results,
                                      const std::string& source);

} // namespace counterpoint

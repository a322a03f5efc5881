#pragma once

#include "match/match_options.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace counterpoint {

/// A file that a run reads, as it was found: to tell whether it is still the same.
struct FileState {
  std::string path;
  std::int64_t bytes = -1; ///< below 0: there was none
  std::int64_t modified_ns = 0;
  bool operator==(const FileState&) const = default;

  [[nodiscard]] bool is_there() const { return bytes >= 0; }
};

/// Local. A file as it is now.
[[nodiscard]] FileState describe_file(const std::string& path);

/// Local. The catalogues and lists of a run as they are now.
[[nodiscard]] std::vector<FileState> input_files(const MatchOptions& options);

/// Local. \throws SystemError naming the first file that is not as it was: what was read of it is
///   neither the old content nor the new
void require_unchanged(const std::vector<FileState>& files);

} // namespace counterpoint

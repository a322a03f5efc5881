#include "match/input_files.hpp"

#include "counterpoint/core/error.hpp"

#include <sys/stat.h>

namespace counterpoint {

FileState describe_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {path};
  constexpr std::int64_t second = 1'000'000'000;
  return {path, status.st_size, status.st_mtim.tv_sec * second + status.st_mtim.tv_nsec};
}

std::vector<FileState> input_files(const MatchOptions& options) {
  std::vector<FileState> files;
  for (const auto& group : options.catalogues()) {
    for (const std::filesystem::path& file : group)
      files.push_back(describe_file(file.string()));
  }
  return files;
}

void require_unchanged(const std::vector<FileState>& files) {
  for (const FileState& before : files) {
    if (describe_file(before.path) == before) continue;
    throw SystemError{before.path + " changed while it was read: the run used neither the old "
                                    "content nor the new; run it again when the file is complete"};
  }
}

} // namespace counterpoint

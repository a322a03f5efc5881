#include "catalogue/files/scratch_file.hpp"

#include "counterpoint/core/error.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace counterpoint {

ScratchFile::ScratchFile(const std::string& name) : name_{name} {
  const char* const parent = std::getenv("TMPDIR");
  std::string pattern =
      std::filesystem::path{parent != nullptr ? parent : "/tmp"} / "counterpoint-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr) {
    throw SystemError{"no scratch folder can be made as '" + pattern + "' (" +
                      std::strerror(errno) + "): set TMPDIR to a folder with room"};
  }
  folder_ = pattern;
}

ScratchFile::~ScratchFile() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

} // namespace counterpoint

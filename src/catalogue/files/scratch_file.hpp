#pragma once

#include <filesystem>

namespace counterpoint {

/// The name of a file in a new folder under TMPDIR; both are removed with the object.
class ScratchFile {
public:
  /// \throws SystemError where no folder can be made there
  explicit ScratchFile(const std::string& name);
  ~ScratchFile();
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  ScratchFile(ScratchFile&&) = delete;
  ScratchFile& operator=(ScratchFile&&) = delete;

  [[nodiscard]] std::filesystem::path path() const { return folder_ / name_; }

private:
  std::filesystem::path folder_;
  std::string name_;
};

} // namespace counterpoint

#pragma once

#include <cstdint>
#include <filesystem>

namespace counterpoint {

/// A file that grows under a temporary name beside its final one,
/// ".NAME.partial-<host>-<process>-<random>", and is removed with this object unless commit() has
/// given it that name. Of a process that is killed, remove_abandoned() removes it.
class PartialFile {
public:
  /// Local. Creates the empty temporary file. \throws InputError as require_file_writable()
  PartialFile(std::filesystem::path final_path, bool overwrite);
  ~PartialFile();
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  /// Local. The temporary name.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Local. Makes sure that the file, of which `used` bytes are in use, can grow to `size` bytes:
  /// so a full disk or quota shows here and not in a collective write, in which it can hang the
  /// ranks (Open MPI's OMPIO). Bytes from `used` on may change. \throws SystemError
  void reserve(std::int64_t used, std::int64_t size) const;

  /// Local. Syncs the file to disk and gives it its final name. \throws SystemError; InputError if
  /// another file took the name meanwhile (this one is then kept under its temporary name)
  void commit();

private:
  std::filesystem::path final_path_;
  std::filesystem::path path_;
  bool overwrite_;
  bool keep_ = false;
};

} // namespace counterpoint

#pragma once

#include <fitsio.h>

#include <memory>
#include <string>
#include <vector>

namespace counterpoint {

/// A CFITSIO handle; closed with the object.
class FitsHandle {
public:
  /// \throws InputError where CFITSIO cannot make sense of the file
  [[nodiscard]] static FitsHandle open(const std::string& path);
  /// A file whose beginning is in memory; `bytes` must outlive the handle. Null where it does not
  /// open.
  [[nodiscard]] static FitsHandle open_memory(std::vector<char>& bytes);

  FitsHandle(FitsHandle&& other) noexcept;
  FitsHandle& operator=(FitsHandle&&) = delete;
  FitsHandle(const FitsHandle&) = delete;
  FitsHandle& operator=(const FitsHandle&) = delete;
  ~FitsHandle();

  [[nodiscard]] fitsfile* get() const { return file_; }

private:
  FitsHandle() = default;

  // CFITSIO keeps these addresses until the file is closed.
  struct MemoryFile {
    void* data = nullptr;
    std::size_t size = 0;
  };
  fitsfile* file_ = nullptr;
  std::unique_ptr<MemoryFile> memory_;
};

/// CFITSIO's own words for `status`; empties its message stack.
[[nodiscard]] std::string fits_error_text(int status);

} // namespace counterpoint

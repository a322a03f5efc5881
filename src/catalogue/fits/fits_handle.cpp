#include "catalogue/fits/fits_handle.hpp"

#include "counterpoint/core/error.hpp"

#include <array>
#include <utility>

namespace counterpoint {

std::string fits_error_text(int status) {
  std::array<char, FLEN_STATUS> text{};
  fits_get_errstatus(status, text.data());
  fits_clear_errmsg();
  return text.data();
}

FitsHandle FitsHandle::open(const std::string& path) {
  FitsHandle handle;
  int status = 0;
  // CFITSIO's extended syntax is off: brackets are part of the file's name.
  if (fits_open_diskfile(&handle.file_, path.c_str(), READONLY, &status) != 0) {
    throw InputError{"'" + path + "' is no valid FITS file (" + fits_error_text(status) +
                     "): download it again, or check it with fitsverify"};
  }
  return handle;
}

FitsHandle FitsHandle::open_memory(std::vector<char>& bytes) {
  FitsHandle handle;
  handle.memory_ = std::make_unique<MemoryFile>(MemoryFile{bytes.data(), bytes.size()});
  int status = 0;
  if (fits_open_memfile(&handle.file_, "memory", READONLY, &handle.memory_->data,
                        &handle.memory_->size, 0, nullptr, &status) != 0) {
    handle.file_ = nullptr;
    fits_clear_errmsg();
  }
  return handle;
}

FitsHandle::FitsHandle(FitsHandle&& other) noexcept
    : file_{std::exchange(other.file_, nullptr)}, memory_{std::move(other.memory_)} {}

FitsHandle::~FitsHandle() {
  int status = 0;
  if (file_ != nullptr) fits_close_file(file_, &status);
}

} // namespace counterpoint

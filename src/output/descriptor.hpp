#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

namespace counterpoint {

/// An open file, closed with this object. get() is negative where it could not be opened; errno
/// tells why.
class Descriptor {
public:
  Descriptor(const std::filesystem::path& path, int flags)
      : fd_{::open(path.c_str(), flags | O_CLOEXEC, 0666)} {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int get() const { return fd_; }

private:
  int fd_;
};

} // namespace counterpoint

// Loaded before the program (LD_PRELOAD): a disk that cannot be read from some byte on. The file is
// named by FAILING_FILE, the end of its path, the byte by FAILING_BYTE. With FAILING_STOPS the
// process stops there once (SIGSTOP), so that the file can be changed under it, and reads on when
// it is continued.

#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <sys/syscall.h>

namespace {

bool reaches_byte(int descriptor, std::size_t size, off_t offset) {
  const char* const name = std::getenv("FAILING_FILE");
  const char* const byte = std::getenv("FAILING_BYTE");
  if (name == nullptr || byte == nullptr) return false;
  if (offset + static_cast<off_t>(size) <= std::atoll(byte)) return false;
  std::array<char, 4096> path{};
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  const ssize_t length = ::readlink(link.c_str(), path.data(), path.size());
  return length > 0 && std::string(path.data(), static_cast<std::size_t>(length)).ends_with(name);
}

ssize_t read_at(int descriptor, void* to, std::size_t size, off_t offset) {
  if (reaches_byte(descriptor, size, offset)) {
    static bool has_stopped = false;
    if (std::getenv("FAILING_STOPS") == nullptr) {
      errno = EIO;
      return -1;
    }
    if (!has_stopped) {
      has_stopped = true;
      std::raise(SIGSTOP);
    }
  }
  return ::syscall(SYS_pread64, descriptor, to, size, offset);
}

} // namespace

// By each of the names that the C library has for it.
extern "C" {
ssize_t pread(int descriptor, void* to, std::size_t size, off_t offset) {
  return read_at(descriptor, to, size, offset);
}
ssize_t pread64(int descriptor, void* to, std::size_t size, off64_t offset) {
  return read_at(descriptor, to, size, offset);
}
ssize_t __pread_chk(int descriptor, void* to, std::size_t size, off_t offset, std::size_t) {
  return read_at(descriptor, to, size, offset);
}
ssize_t __pread64_chk(int descriptor, void* to, std::size_t size, off64_t offset, std::size_t) {
  return read_at(descriptor, to, size, offset);
}
}

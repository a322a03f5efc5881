#include "catalogue/files/byte_stream.hpp"

#include "counterpoint/core/error.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

namespace counterpoint {

InputFile::InputFile(std::filesystem::path path) : path_{std::move(path)} {
  const std::string name = "'" + path_.string() + "'";
  // A FIFO would be waited for until somebody writes to it; of a file it makes no difference.
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) {
    if (errno == ENOENT || errno == ENOTDIR) {
      throw InputError{"there is no file " + name +
                       ": check the path (relative ones start at the configuration file)"};
    }
    if (errno == EACCES) {
      throw InputError{"file " + name + " may not be read: ask for read permission (chmod +r)"};
    }
    throw SystemError{"file " + name + " cannot be opened: " + std::strerror(errno)};
  }
  struct stat status {};
  const bool known = ::fstat(descriptor_, &status) == 0;
  if (!known || !S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    throw InputError{
        name + (known && S_ISDIR(status.st_mode) ? " is a folder" : " is not a regular file") +
        ": name the catalogue file itself"};
  }
  size_ = status.st_size;
}

InputFile::~InputFile() {
  ::close(descriptor_);
}

std::size_t InputFile::read_at(std::int64_t offset, char* target, std::size_t n_bytes) const {
  std::size_t n_read = 0;
  while (n_read < n_bytes) {
    const auto got = ::pread(descriptor_, target + n_read, n_bytes - n_read,
                             offset + static_cast<std::int64_t>(n_read));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      throw SystemError{"reading '" + path_.string() + "' failed: " + std::strerror(errno)};
    }
    if (got == 0) break;
    n_read += static_cast<std::size_t>(got);
  }
  return n_read;
}

namespace {
class FileRange final : public ByteStream {
public:
  FileRange(const std::filesystem::path& path, std::int64_t begin, std::int64_t likely_end)
      : file_{path}, begin_{begin}, position_{begin}, likely_end_{likely_end} {}

  std::size_t read(char* target, std::size_t n_bytes) override {
    constexpr std::int64_t small_step = 1 << 16;
    const std::int64_t wanted = std::max(likely_end_ - position_, small_step);
    n_bytes = std::min(n_bytes, static_cast<std::size_t>(wanted));
    const std::size_t n_read = file_.read_at(position_, target, n_bytes);
    position_ += static_cast<std::int64_t>(n_read);
    return n_read;
  }

  std::int64_t bytes_used() const override { return position_ - begin_; }
  const std::filesystem::path& path() const override { return file_.path(); }

private:
  InputFile file_;
  std::int64_t begin_;
  std::int64_t position_;
  std::int64_t likely_end_;
};
} // namespace

std::unique_ptr<ByteStream> open_range(const std::filesystem::path& path, std::int64_t begin,
                                       std::int64_t likely_end) {
  return std::make_unique<FileRange>(path, begin, likely_end);
}

std::size_t read_fully(ByteStream& stream, char* target, std::size_t n_bytes) {
  std::size_t n_read = 0;
  while (n_read < n_bytes) {
    const std::size_t got = stream.read(target + n_read, n_bytes - n_read);
    if (got == 0) break;
    n_read += got;
  }
  return n_read;
}

void skip_bytes(ByteStream& stream, std::int64_t n_bytes) {
  std::vector<char> scratch(static_cast<std::size_t>(std::min<std::int64_t>(n_bytes, 1 << 20)));
  while (n_bytes > 0) {
    const auto step = std::min(n_bytes, static_cast<std::int64_t>(scratch.size()));
    const auto got = stream.read(scratch.data(), static_cast<std::size_t>(step));
    if (got == 0) return;
    n_bytes -= static_cast<std::int64_t>(got);
  }
}

std::int64_t line_number(ByteStream& stream_from_start, std::int64_t offset) {
  std::vector<char> buffer(1 << 20);
  std::int64_t number = 1;
  while (offset > 0) {
    const auto wanted = std::min(offset, static_cast<std::int64_t>(buffer.size()));
    const auto got = stream_from_start.read(buffer.data(), static_cast<std::size_t>(wanted));
    if (got == 0) break;
    number += std::count(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(got), '\n');
    offset -= static_cast<std::int64_t>(got);
  }
  return number;
}

} // namespace counterpoint

#include "output/partial_file.hpp"

#include "counterpoint/core/error.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace counterpoint {

namespace {

namespace fs = std::filesystem;

std::string reason(int code) {
  return std::strerror(code);
}

fs::path folder_of(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path{"."};
}

class Descriptor {
public:
  Descriptor(const fs::path& path, int flags)
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

// Creates the file at once, so that two runs in the same folder cannot choose the same name.
fs::path create_unique(const fs::path& final_path) {
  const std::string stem = std::string{"."}.append(final_path.filename().string()) + ".partial-";
  std::random_device random;
  for (;;) {
    std::array<char, 9> suffix{};
    std::snprintf(suffix.data(), suffix.size(), "%08x", random());
    const fs::path path = folder_of(final_path) / (stem + suffix.data());
    if (Descriptor{path, O_CREAT | O_EXCL | O_WRONLY}.get() >= 0) return path;
    if (errno == EEXIST) continue;
    if (errno == ENOSPC || errno == EDQUOT || errno == EIO) {
      throw SystemError{"cannot create " + path.string() + ": " + reason(errno)};
    }
    throw InputError{"the folder " + folder_of(final_path).string() + " of the output " +
                     final_path.string() + " cannot be written to (" + reason(errno) +
                     "); choose a file elsewhere"};
  }
}

bool write_zeros(int descriptor, std::int64_t start, std::int64_t end) {
  const std::vector<char> zeros(std::size_t{8} << 20U);
  while (start < end) {
    const auto count = std::min(static_cast<std::size_t>(end - start), zeros.size());
    const ssize_t written = ::pwrite(descriptor, zeros.data(), count, start);
    if (written < 0) return false;
    start += written;
  }
  return ::fsync(descriptor) == 0;
}

void sync(const fs::path& path, int flags) {
  const Descriptor descriptor{path, flags};
  // Some file systems cannot sync a folder and report EINVAL; the file itself is safe there.
  if (descriptor.get() < 0 || (::fsync(descriptor.get()) != 0 && errno != EINVAL)) {
    throw SystemError{"cannot sync " + path.string() + " to disk: " + reason(errno)};
  }
}

} // namespace

void require_file_writable(const fs::path& path, bool overwrite) {
  const std::string name = path.string();
  std::error_code ignored;
  if (path.empty()) throw InputError{"the name of the output file is empty; give one"};
  if (fs::is_directory(path, ignored)) {
    throw InputError{"the output " + name + " is a folder; give the name of a file in it"};
  }
  if (fs::exists(path, ignored) && !overwrite) {
    throw InputError{"the output " + name +
                     " exists; set [output] overwrite = true or choose another file"};
  }
  const fs::path folder = folder_of(path);
  if (!fs::is_directory(folder, ignored)) {
    throw InputError{"the folder " + folder.string() + " of the output " + name +
                     " does not exist; create it or choose a file elsewhere"};
  }
  // Permission bits say nothing for root, or on a file system with rules of its own: try it.
  fs::remove(create_unique(path), ignored);
}

PartialFile::PartialFile(fs::path final_path, bool overwrite)
    : final_path_{std::move(final_path)}, overwrite_{overwrite} {
  require_file_writable(final_path_, overwrite_);
  path_ = create_unique(final_path_);
}

PartialFile::~PartialFile() {
  if (!keep_) ::unlink(path_.c_str());
}

void PartialFile::reserve(std::int64_t used, std::int64_t size) const {
  const auto fail = [&](const std::string& why) {
    throw SystemError{"cannot write " + final_path_.string() + ": it needs " +
                      std::to_string((size + 1048575) / 1048576) + " MiB, but " + why +
                      "; make room or choose a file elsewhere"};
  };
  // Beyond this limit the system would send SIGXFSZ, which ends the process without a message.
  rlimit limit{};
  if (::getrlimit(RLIMIT_FSIZE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
      static_cast<rlim_t>(size) > limit.rlim_cur) {
    fail("the limit on the size of a file (ulimit -f) is smaller");
  }
  const Descriptor descriptor{path_, O_WRONLY};
  if (descriptor.get() < 0) fail(reason(errno));
  if (::fallocate(descriptor.get(), 0, 0, size) == 0) return;
  if (errno != EOPNOTSUPP && errno != ENOSYS) fail(reason(errno));
  // This file system (NFS, older Lustre) only promises what has been written.
  if (!write_zeros(descriptor.get(), used, size)) fail(reason(errno));
}

void PartialFile::commit() {
  sync(path_, O_WRONLY);
  std::error_code ignored;
  if (!overwrite_ && fs::exists(final_path_, ignored)) {
    keep_ = true;
    throw InputError{"the output " + final_path_.string() +
                     " was made by somebody else during this run; the complete results are in " +
                     path_.string()};
  }
  if (std::rename(path_.c_str(), final_path_.c_str()) != 0) {
    throw SystemError{"cannot rename " + path_.string() + " to " + final_path_.string() + ": " +
                      reason(errno)};
  }
  keep_ = true;
  sync(folder_of(final_path_), O_RDONLY | O_DIRECTORY);
}

} // namespace counterpoint

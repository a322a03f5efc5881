#include "output/partial_file.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/output/output_path.hpp"
#include "output/descriptor.hpp"
#include "output/partial_name.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace counterpoint {

namespace {

namespace fs = std::filesystem;

std::string reason(int code) {
  return std::strerror(code);
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

// The temporary files of this process, for a signal handler: it may not allocate or lock.
constexpr std::size_t most_open = 8;
std::array<std::atomic<const char*>, most_open> open_files{};

void replace_in_list(const char* old_entry, const char* new_entry) {
  for (std::atomic<const char*>& entry : open_files) {
    const char* expected = old_entry;
    if (entry.compare_exchange_strong(expected, new_entry)) return;
  }
}

// Then the signal does what it does by itself.
extern "C" void remove_open_files(int signal) {
  for (const std::atomic<const char*>& entry : open_files) {
    if (const char* path = entry.load()) ::unlink(path);
  }
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

} // namespace

void remove_partial_files_on_signals() {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1})
    ::signal(signal, remove_open_files);
  ::signal(SIGXFSZ, SIG_IGN); // a write beyond ulimit -f fails then, with a message
}

PartialFile::PartialFile(fs::path final_path, bool overwrite)
    : final_path_{std::move(final_path)}, overwrite_{overwrite} {
  require_file_writable(final_path_, overwrite_);
  path_ = create_partial(final_path_);
  replace_in_list(nullptr, path_.c_str());
}

PartialFile::~PartialFile() {
  replace_in_list(path_.c_str(), nullptr);
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

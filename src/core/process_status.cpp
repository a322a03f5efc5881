#include "counterpoint/core/process_status.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <charconv>

namespace counterpoint {

ProcessStatus::ProcessStatus() {
  const int file = ::open("/proc/self/status", O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  const ssize_t n = ::read(file, text_.data(), text_.size());
  ::close(file);
  if (n > 0) size_ = static_cast<std::size_t>(n);
}

std::int64_t ProcessStatus::bytes(std::string_view key) const {
  const std::string_view text{text_.data(), size_};
  const std::size_t line = text.find(key);
  if (line == std::string_view::npos) return 0;
  const std::size_t digits = text.find_first_of("0123456789", line + key.size());
  if (digits == std::string_view::npos) return 0;
  std::int64_t kibibytes = 0;
  std::from_chars(text.data() + digits, text.data() + text.size(), kibibytes);
  return kibibytes * 1024;
}

} // namespace counterpoint

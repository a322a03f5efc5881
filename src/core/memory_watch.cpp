#include "counterpoint/core/memory_watch.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <chrono>
#include <csignal>
#include <string_view>
#include <system_error>

namespace counterpoint {

namespace {

void keep_larger(std::atomic<std::int64_t>& most, std::int64_t value) {
  std::int64_t before = most;
  while (before < value && !most.compare_exchange_weak(before, value)) {
  }
}

// A line of the status of a process, as "RssAnon:     1234 kB", in bytes; 0 if it is not there.
std::int64_t bytes_of(std::string_view status, std::string_view key) {
  const std::size_t line = status.find(key);
  if (line == std::string_view::npos) return 0;
  const std::size_t digits = status.find_first_of("0123456789", line + key.size());
  if (digits == std::string_view::npos) return 0;
  std::int64_t kibibytes = 0;
  std::from_chars(status.data() + digits, status.data() + status.size(), kibibytes);
  return kibibytes * 1024;
}

} // namespace

MemoryWatch::MemoryWatch() {
  look();
  // Signals are for the thread that works: they tell it to end.
  sigset_t all{};
  sigset_t before{};
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    thread_ = std::thread{[this] { run(); }};
  } catch (const std::system_error&) { // then it is looked at by look() alone
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

MemoryWatch::~MemoryWatch() {
  if (!thread_.joinable()) return;
  {
    const std::scoped_lock lock{mutex_};
    is_over_ = true;
  }
  ended_.notify_one();
  thread_.join();
}

void MemoryWatch::run() {
  constexpr std::chrono::milliseconds pause{50};
  std::unique_lock lock{mutex_};
  while (!ended_.wait_for(lock, pause, [this] { return is_over_; }))
    look();
}

void MemoryWatch::look() {
  // Nothing here takes memory: a thread that does gets a heap of its own.
  const int file = ::open("/proc/self/status", O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  std::array<char, 8192> text; // longer than it is; not filled first
  const ssize_t n = ::read(file, text.data(), text.size());
  ::close(file);
  if (n <= 0) return;
  const std::string_view status{text.data(), static_cast<std::size_t>(n)};
  keep_larger(most_own_, bytes_of(status, "RssAnon:"));
  keep_larger(most_of_files_, bytes_of(status, "RssFile:"));
}

} // namespace counterpoint

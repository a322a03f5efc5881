#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

namespace counterpoint {

/// Looks every now and then, from a thread of its own, how much memory this process has that no
/// other has too: the peak that the system tells counts what is shared, for each that shares it.
class MemoryWatch {
public:
  MemoryWatch();
  ~MemoryWatch();
  MemoryWatch(const MemoryWatch&) = delete;
  MemoryWatch& operator=(const MemoryWatch&) = delete;
  MemoryWatch(MemoryWatch&&) = delete;
  MemoryWatch& operator=(MemoryWatch&&) = delete;

  /// Looks now.
  void look();

  /// The most that was seen, in bytes; 0 where the system does not say (other than Linux).
  [[nodiscard]] std::int64_t most_own() const { return most_own_; }
  /// The same of the files that the process has mapped, the program and its libraries.
  [[nodiscard]] std::int64_t most_of_files() const { return most_of_files_; }

private:
  void run();

  std::atomic<std::int64_t> most_own_ = 0;
  std::atomic<std::int64_t> most_of_files_ = 0;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool is_over_ = false;
  std::thread thread_; // none where the system lets us have none
};

} // namespace counterpoint

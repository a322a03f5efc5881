#include "counterpoint/core/memory_watch.hpp"

#include "counterpoint/core/process_status.hpp"

#include <chrono>
#include <csignal>
#include <system_error>

namespace counterpoint {

namespace {

void keep_larger(std::atomic<std::int64_t>& most, std::int64_t value) {
  std::int64_t before = most;
  while (before < value && !most.compare_exchange_weak(before, value)) {
  }
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
  const ProcessStatus status;
  keep_larger(most_own_, status.bytes("RssAnon:"));
  keep_larger(most_of_files_, status.bytes("RssFile:"));
}

} // namespace counterpoint

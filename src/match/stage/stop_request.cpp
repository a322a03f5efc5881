#include "match/stage/stop_request.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <cstddef>

namespace counterpoint {

namespace {

// What a signal handler may touch.
std::atomic<bool> is_asked = false;
constexpr std::array<int, 3> signals{SIGUSR1, SIGTERM, SIGINT};
std::array<struct sigaction, signals.size()> before{};
std::array<std::atomic<bool>, signals.size()> is_ours{};

void give_back(std::size_t i) {
  if (is_ours[i].exchange(false)) ::sigaction(signals[i], &before[i], nullptr);
}

// The next one of its kind does what it did before. But not SIGUSR1: a job's script and its
// launcher may both pass it on, and it asks for nothing else.
extern "C" void ask_to_stop(int signal) {
  is_asked = true;
  for (std::size_t i = 0; i < signals.size(); ++i) {
    if (signals[i] == signal && signal != SIGUSR1) give_back(i);
  }
}

void take(std::size_t i) {
  struct sigaction action {};
  action.sa_handler = ask_to_stop;
  action.sa_flags = SA_RESTART; // reads and writes that it interrupts go on
  ::sigemptyset(&action.sa_mask);
  if (::sigaction(signals[i], &action, &before[i]) == 0) is_ours[i] = true;
}

} // namespace

StopRequest::StopRequest(const StageOptions& options) : options_{options} {
  is_asked = false;
  if (!options_.checkpoint.empty()) take(0);
}

StopRequest::~StopRequest() {
  // One more that is passed on late must not change how the program ends: a job that was to be
  // queued again would not be.
  if (is_ours[0].exchange(false)) ::signal(SIGUSR1, SIG_IGN);
  for (std::size_t i = 1; i < signals.size(); ++i)
    give_back(i);
}

void StopRequest::keep_on_termination() {
  if (options_.checkpoint.empty()) return;
  for (std::size_t i = 1; i < signals.size(); ++i)
    take(i);
}

bool StopRequest::is_made(const Communicator& comm) const {
  if (options_.checkpoint.empty()) return false;
  const bool is_late =
      options_.time_budget && std::chrono::steady_clock::now() - started_ >= *options_.time_budget;
  return comm.maximum(std::int64_t{is_asked || is_late}) != 0;
}

} // namespace counterpoint

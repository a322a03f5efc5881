#include "app/log.hpp"

#include "counterpoint/core/text.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace counterpoint {

namespace {
using Clock = std::chrono::steady_clock;
}

Log::Log(bool is_speaking)
    : is_speaking_{is_speaking},
      // Under mpirun stdout looks like a terminal even in a batch job; stderr does not.
      is_terminal_{isatty(STDERR_FILENO) == 1 && std::getenv("SLURM_JOB_ID") == nullptr},
      start_{Clock::now()}, last_progress_{start_} {}

double Log::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

void Log::end_bar() {
  if (bar_is_open_) std::fputs("\n", stderr);
  bar_is_open_ = false;
}

void Log::line(const std::string& message) {
  if (!is_speaking_) return;
  end_bar();
  std::fprintf(stderr, "[%8.2f s] %s\n", seconds(), message.c_str());
  std::fflush(stderr);
}

void Log::warning(const std::string& message) {
  line("warning: " + message);
}

void Log::progress(const std::string& phase, double fraction) {
  if (!is_speaking_) return;
  const auto now = Clock::now();
  const auto interval = is_terminal_ ? std::chrono::milliseconds{200} : std::chrono::seconds{10};
  if (now - last_progress_ < interval) return;
  last_progress_ = now;
  if (!is_terminal_) {
    line(phase + format_text(": %.0f %%", 100.0 * fraction));
    return;
  }
  constexpr int width = 40;
  const int filled = static_cast<int>(width * fraction);
  std::fprintf(stderr, "\r%s [%s%s] %3.0f %%", phase.c_str(),
               std::string(static_cast<std::size_t>(filled), '#').c_str(),
               std::string(static_cast<std::size_t>(width - filled), ' ').c_str(),
               100.0 * fraction);
  std::fflush(stderr);
  bar_is_open_ = true;
}

void Log::result(const std::string& text) {
  if (!is_speaking_) return;
  std::fputs(text.c_str(), stdout);
}

} // namespace counterpoint

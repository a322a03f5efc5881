#include "app/log.hpp"

#include "counterpoint/core/text.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace counterpoint {

namespace {

// "2 min left"; nothing at the very beginning, where it would be a guess.
// \param done  in that time, as a fraction of all
std::string time_left(double elapsed_s, double done, double left) {
  if (done < 0.01) return "";
  const double left_s = elapsed_s * left / done;
  return left_s < 90.0 ? format_text(", %.0f s left", left_s)
                       : format_text(", %.0f min left", left_s / 60.0);
}

} // namespace

Log::Log(bool is_speaking, Verbosity verbosity)
    : is_speaking_{is_speaking}, verbosity_{verbosity},
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
  if (verbosity_ != Verbosity::quiet) print(message);
}

void Log::print(const std::string& message) {
  if (!is_speaking_) return;
  end_bar();
  std::fprintf(stderr, "[%8.2f s] %s\n", seconds(), message.c_str());
  std::fflush(stderr);
}

void Log::warning(const std::string& message) {
  print("warning: " + message);
}

void Log::phase(const std::string& name) {
  if (verbosity_ == Verbosity::verbose) print("begins: " + name);
}

void Log::progress(const std::string& phase, double fraction) {
  if (!is_speaking_ || verbosity_ == Verbosity::quiet) return;
  const auto now = Clock::now();
  if (phase != phase_) {
    phase_ = phase;
    phase_start_ = now;
    phase_start_fraction_ = fraction;
  }
  const auto in_batch = std::chrono::seconds{verbosity_ == Verbosity::verbose ? 2 : 10};
  const auto interval = is_terminal_ ? std::chrono::milliseconds{200} : in_batch;
  if (now - last_progress_ < interval) return;
  last_progress_ = now;
  const std::chrono::duration<double> elapsed = now - phase_start_;
  const std::string left =
      time_left(elapsed.count(), fraction - phase_start_fraction_, 1.0 - fraction);
  if (!is_terminal_) {
    line(phase + format_text(": %.0f %%", 100.0 * fraction) + left);
    return;
  }
  constexpr int width = 40;
  const int filled = static_cast<int>(width * fraction);
  std::fprintf(stderr, "\r%s [%s%s] %3.0f %%%-14s", phase.c_str(),
               std::string(static_cast<std::size_t>(filled), '#').c_str(),
               std::string(static_cast<std::size_t>(width - filled), ' ').c_str(), 100.0 * fraction,
               left.c_str());
  std::fflush(stderr);
  bar_is_open_ = true;
}

void Log::result(const std::string& text) {
  if (!is_speaking_) return;
  std::fputs(text.c_str(), stdout);
}

} // namespace counterpoint

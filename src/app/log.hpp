#pragma once

#include "counterpoint/core/messages.hpp"

#include <chrono>
#include <string>

namespace counterpoint {

/// How much is said.
enum class Verbosity {
  quiet,  ///< results, warnings and errors
  usual,  ///< what was found, and progress
  verbose ///< also each phase as it begins, and progress more often
};

/// What the program says while it works: timed lines on stderr, results on stdout, from rank 0
/// only. Progress is a bar on a terminal, else a line every ten seconds.
class Log : public Messages {
public:
  /// \param is_speaking  false on all ranks but the first
  Log(bool is_speaking, Verbosity verbosity);

  void line(const std::string& message) override;
  void warning(const std::string& message) override;
  void phase(const std::string& name) override;
  void progress(const std::string& phase, double fraction) override;
  void result(const std::string& text) override;

private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] double seconds() const;
  void print(const std::string& message);
  void end_bar();

  bool is_speaking_;
  Verbosity verbosity_;
  bool is_terminal_;
  bool bar_is_open_ = false;
  Clock::time_point start_;
  Clock::time_point last_progress_;
  std::string phase_; // that progress was last told of
  Clock::time_point phase_start_;
  double phase_start_fraction_ = 0.0; // of a run that goes on, more than 0
};

} // namespace counterpoint

#pragma once

#include "counterpoint/core/messages.hpp"

#include <chrono>
#include <string>

namespace counterpoint {

/// What the program says while it works: timed lines on stderr, results on stdout, from rank 0
/// only. Progress is a bar on a terminal, else a line every ten seconds.
class Log : public Messages {
public:
  /// \param is_speaking  false on all ranks but the first
  explicit Log(bool is_speaking);

  void line(const std::string& message) override;
  void warning(const std::string& message) override;
  void progress(const std::string& phase, double fraction) override;
  void result(const std::string& text) override;

private:
  [[nodiscard]] double seconds() const;
  void end_bar();

  bool is_speaking_;
  bool is_terminal_;
  bool bar_is_open_ = false;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_progress_;
};

} // namespace counterpoint

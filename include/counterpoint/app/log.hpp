#pragma once

#include <chrono>
#include <string>

namespace counterpoint {

/// What the program says while it works: timed lines on stderr, from rank 0 only.
class Log {
public:
  /// \param is_speaking  false on all ranks but the first
  explicit Log(bool is_speaking);

  /// Local. One line with the seconds since the start.
  void line(const std::string& message);
  /// Local. The same, marked as a warning.
  void warning(const std::string& message);
  /// Local. Progress of a long phase: a bar on a terminal, else a line every ten seconds.
  /// \param fraction  0 to 1
  void progress(const std::string& phase, double fraction);

private:
  [[nodiscard]] double seconds() const;
  void end_bar();

  bool is_speaking_;
  bool is_terminal_;
  bool bar_is_open_ = false;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_progress_;
};

/// printf-style text of any length.
[[gnu::format(printf, 1, 2)]] [[nodiscard]] std::string format_text(const char* format, ...);

/// 1234567 as "1,234,567".
[[nodiscard]] std::string with_commas(long long value);

} // namespace counterpoint

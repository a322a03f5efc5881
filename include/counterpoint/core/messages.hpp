#pragma once

#include <functional>
#include <string>
#include <vector>

namespace counterpoint {

/// Told now and then how far a long piece of work has come, from 0 to 1; may be empty.
using ToldProgress = std::function<void(double fraction)>;

/// Where a command reports what it is doing and what it found. Modules other than `app` never
/// print: they call this interface, and `app` decides how and where the text appears.
class Messages {
public:
  Messages() = default;
  virtual ~Messages() = default;
  Messages(const Messages&) = delete;
  Messages& operator=(const Messages&) = delete;
  Messages(Messages&&) = delete;
  Messages& operator=(Messages&&) = delete;

  /// Local. One line of the log.
  virtual void line(const std::string& message) = 0;
  /// Local. One line of the log, marked as a warning.
  virtual void warning(const std::string& message) = 0;
  /// Local. A phase of the work begins.
  virtual void phase(const std::string& name) = 0;
  /// Local. How far a long phase has come.
  /// \param fraction  0 to 1
  virtual void progress(const std::string& phase, double fraction) = 0;
  /// Local. The result that the user asked for, on standard output.
  virtual void result(const std::string& text) = 0;
};

/// Passes everything on and remembers the warnings, which belong to the result.
class RememberedWarnings : public Messages {
public:
  explicit RememberedWarnings(Messages& to) : to_{to} {}

  void line(const std::string& message) override { to_.line(message); }
  void warning(const std::string& message) override {
    warnings_.push_back(message);
    to_.warning(message);
  }
  void phase(const std::string& name) override { to_.phase(name); }
  void progress(const std::string& phase, double fraction) override {
    to_.progress(phase, fraction);
  }
  void result(const std::string& text) override { to_.result(text); }

  /// Local. In the order in which they were said.
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }

private:
  Messages& to_;
  std::vector<std::string> warnings_;
};

} // namespace counterpoint

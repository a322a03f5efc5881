#pragma once

#include <stdexcept>
#include <string>

namespace counterpoint {

/// What the program says to its caller (interface.md); a batch script branches on it.
enum class ExitCode : int { done = 0, failure = 1, bad_input = 2, checkpoint = 75 };

/// Base of all errors that reach the user. The message stands alone: what is wrong, where (file,
/// line or key), what was expected, and the way out.
class Error : public std::runtime_error {
public:
  Error(ExitCode code, const std::string& message) : std::runtime_error{message}, code_{code} {}
  [[nodiscard]] ExitCode code() const noexcept { return code_; }

private:
  ExitCode code_;
};

/// A wrong catalogue, configuration or command line: exit code 2.
class InputError : public Error {
public:
  explicit InputError(const std::string& message) : Error{ExitCode::bad_input, message} {}
};

/// The machine refused (disk full, no memory, a library failed): exit code 1.
class SystemError : public Error {
public:
  explicit SystemError(const std::string& message) : Error{ExitCode::failure, message} {}
};

/// Our own mistake, found by a check: exit code 1.
class InternalError : public Error {
public:
  explicit InternalError(const std::string& message) : Error{ExitCode::failure, message} {}
};

} // namespace counterpoint

#pragma once

#include <stdexcept>
#include <string>

namespace counterpoint {

/// The exit code of the program, by which a batch script decides what to do next; `counterpoint
/// --help` lists the codes.
enum class ExitCode : int { done = 0, failure = 1, bad_input = 2, checkpoint = 75 };

/// Base of all errors that reach the user. The message needs no other text to be understood: what
/// is wrong, where (file, line or key), what was expected, and what the user can do.
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

/// The machine or a library failed (disk full, no memory): exit code 1.
class SystemError : public Error {
public:
  explicit SystemError(const std::string& message) : Error{ExitCode::failure, message} {}
};

/// A mistake in this program, found by check(): exit code 1.
class InternalError : public Error {
public:
  explicit InternalError(const std::string& message) : Error{ExitCode::failure, message} {}
};

} // namespace counterpoint

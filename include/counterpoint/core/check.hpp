#pragma once

#include "counterpoint/core/error.hpp"

#include <source_location>
#include <string>

namespace counterpoint {

/// Stops the program where a condition that the code itself guarantees does not hold: a mistake in
/// the program, never in its input, which is checked where it is read. It is active in release
/// builds too, to protect the results, and is therefore not used in inner loops.
/// \throws InternalError with `what`, file and line
inline void check(bool condition, const char* what,
                  std::source_location where = std::source_location::current()) {
  if (!condition) {
    throw InternalError{std::string{"internal error: "} + what + " (" + where.file_name() + ":" +
                        std::to_string(where.line()) + "); please report this"};
  }
}

} // namespace counterpoint

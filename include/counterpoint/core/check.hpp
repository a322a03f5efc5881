#pragma once

#include "counterpoint/core/error.hpp"

#include <source_location>
#include <string>

namespace counterpoint {

/// For our own mistakes only; input is checked where it is read. Stays on in release builds: it
/// guards results, and none stands in an inner loop.
inline void check(bool condition, const char* what,
                  std::source_location where = std::source_location::current()) {
  if (!condition) {
    throw InternalError{std::string{"internal error: "} + what + " (" + where.file_name() + ":" +
                        std::to_string(where.line()) + "); please report this"};
  }
}

} // namespace counterpoint

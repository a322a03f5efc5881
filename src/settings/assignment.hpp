#pragma once

#include <string>

namespace counterpoint {

/// A value that a key was given, and where.
struct Assignment {
  std::string key;
  std::string value;
  std::string origin; ///< "file:line: " for messages; "" on the command line
};

} // namespace counterpoint

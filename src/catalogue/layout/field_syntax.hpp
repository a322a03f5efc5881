#pragma once

namespace counterpoint {

/// How the fields of a line of text are separated. A separator ' ' means runs of blanks and tabs.
struct FieldSyntax {
  char separator = ',';
  bool quoted = true; ///< a field may be in double quotes, within which "" is one quote
};

} // namespace counterpoint

#pragma once

#include <charconv>
#include <string>

namespace counterpoint {

/// Local. The shortest text that reads back as the same number.
template <class Number>
[[nodiscard]] std::string shortest_text(Number value) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

} // namespace counterpoint

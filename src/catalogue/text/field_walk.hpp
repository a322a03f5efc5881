#pragma once

#include "catalogue/text/line_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace counterpoint {

/// How to walk along a line without quotes whose fields end at one character.
class CharacterFields {
public:
  explicit CharacterFields(char separator) : separator_{separator} {}

  [[nodiscard]] std::int64_t count(const Line& line) const {
    // Sums of one byte, of which a vector register holds many: faster than std::count().
    std::int64_t n_separators = 0;
    for (const char* c = line.begin; c != line.end;) {
      const char* const stop = c + std::min<std::ptrdiff_t>(line.end - c, 255);
      std::uint8_t n = 0;
      for (; c != stop; ++c)
        n = static_cast<std::uint8_t>(n + (*c == separator_ ? 1 : 0));
      n_separators += n;
    }
    return n_separators + 1;
  }
  /// Whether the last field is empty.
  [[nodiscard]] bool ends_blank(const Line& line) const {
    const char* c = line.end;
    while (c != line.begin && c[-1] == ' ')
      --c;
    return c == line.begin || c[-1] == separator_;
  }
  [[nodiscard]] static const char* first(const Line& line) { return line.begin; }
  [[nodiscard]] const char* end_of(const char* field, const char* line_end) const {
    const auto length = static_cast<std::size_t>(line_end - field);
    const auto* end = static_cast<const char*>(std::memchr(field, separator_, length));
    return end != nullptr ? end : line_end;
  }
  [[nodiscard]] static const char* after(const char* field_end, const char* line_end) {
    return field_end == line_end ? nullptr : field_end + 1;
  }
  [[nodiscard]] bool ends_field(const char* c, const char* line_end) const {
    return c == line_end || *c == separator_;
  }

private:
  char separator_;
};

/// The same for a line whose fields end at runs of blanks and tabs.
class BlankFields {
public:
  explicit BlankFields(char) {}

  [[nodiscard]] static std::int64_t count(const Line& line) {
    std::int64_t n_fields = 0;
    for (const char* field = first(line); field != nullptr && field != line.end; ++n_fields)
      field = after(end_of(field, line.end), line.end);
    return n_fields;
  }
  [[nodiscard]] static bool ends_blank(const Line&) { return false; }
  [[nodiscard]] static const char* first(const Line& line) {
    return past_blanks(line.begin, line.end);
  }
  [[nodiscard]] static const char* end_of(const char* field, const char* line_end) {
    return std::find_if(field, line_end, is_blank);
  }
  [[nodiscard]] static const char* after(const char* field_end, const char* line_end) {
    const char* next = past_blanks(field_end, line_end);
    return next == line_end ? nullptr : next;
  }
  [[nodiscard]] static bool ends_field(const char* c, const char* line_end) {
    return c == line_end || is_blank(*c);
  }

private:
  [[nodiscard]] static bool is_blank(char c) { return c == ' ' || c == '\t'; }
  [[nodiscard]] static const char* past_blanks(const char* c, const char* line_end) {
    return std::find_if_not(c, line_end, is_blank);
  }
};

} // namespace counterpoint

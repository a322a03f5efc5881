#include "catalogue/values/sexagesimal.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace counterpoint {

namespace {
void skip_blanks(std::string_view& text) {
  while (!text.empty() && text.front() == ' ')
    text.remove_prefix(1);
}

// Removes an unsigned number without exponent from the front of `text`.
std::optional<double> take_number(std::string_view& text) {
  if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
  double value = 0.0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

// Removes the mark after a number: one of `marks`, a colon or blanks. '\0' where there is none.
char take_mark(std::string_view& text, std::string_view marks) {
  const bool blank = !text.empty() && text.front() == ' ';
  skip_blanks(text);
  char mark = blank ? ' ' : '\0';
  if (!text.empty() && (text.front() == ':' || marks.find(text.front()) != marks.npos)) {
    mark = text.front();
    text.remove_prefix(1);
    skip_blanks(text);
  }
  return mark;
}
} // namespace

std::optional<double> parse_sexagesimal(std::string_view text, bool in_hours) {
  skip_blanks(text);
  const bool negative = !text.empty() && text.front() == '-';
  if (negative || (!text.empty() && text.front() == '+')) text.remove_prefix(1);
  skip_blanks(text);

  constexpr std::array<std::string_view, 3> marks{"hHdD", "mM'", "sS\""};
  std::array<double, 3> parts{};
  std::size_t n_parts = 0;
  bool has_letter = false;
  while (n_parts < parts.size() && !text.empty()) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    const char mark = take_mark(text, marks[n_parts]);
    if (mark == '\0' && !text.empty()) return std::nullopt;
    if (n_parts == 0 && marks[0].find(mark) != marks[0].npos) {
      in_hours = mark == 'h' || mark == 'H';
      has_letter = true;
    }
    parts[n_parts++] = *number;
  }
  if (!text.empty() || n_parts == 0 || (n_parts == 1 && !has_letter)) return std::nullopt;

  // Only the last part may have a fraction; rounded catalogues do write 60 seconds.
  for (std::size_t i = 0; i + 1 < n_parts; ++i) {
    if (parts[i] != std::floor(parts[i])) return std::nullopt;
  }
  if (parts[1] > 60.0 || parts[2] > 60.0) return std::nullopt;
  const double seconds = (parts[0] * 60.0 + parts[1]) * 60.0 + parts[2];
  const double degrees = seconds / (in_hours ? 240.0 : 3600.0);
  return negative ? -degrees : degrees;
}

} // namespace counterpoint

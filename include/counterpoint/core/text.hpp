#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace counterpoint {

/// printf-style text of any length.
[[gnu::format(printf, 1, 2)]] [[nodiscard]] std::string format_text(const char* format, ...);

/// 1234567 as "1,234,567".
[[nodiscard]] std::string with_commas(long long value);

/// Text without the blanks, tabs and line ends around it.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// ASCII letters in lower case, all other bytes as they are.
[[nodiscard]] std::string lower_case(std::string_view text);

/// The number that fills `text` whole ("1e-3"; of a whole number type "-17"), without blanks or a
/// plus sign. \return nothing where it is none, or `Number` cannot hold it
template <class Number>
[[nodiscard]] std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  return error == std::errc{} && stopped == end ? std::optional{value} : std::nullopt;
}

} // namespace counterpoint

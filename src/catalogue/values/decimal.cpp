#include "catalogue/values/decimal.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace counterpoint {

std::optional<double> parse_decimal(std::string_view text) {
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-') return std::nullopt;
  }
  double value = 0.0;
  const char* const end = text.data() + text.size();
  const auto [parsed_to, error] = std::from_chars(text.data(), end, value);
  if (error == std::errc::invalid_argument || parsed_to != end) return std::nullopt;
  if (error == std::errc::result_out_of_range) {
    const bool underflow = text.find("e-") != text.npos || text.find("E-") != text.npos;
    return underflow ? 0.0 : missing;
  }
  return std::isfinite(value) ? value : missing;
}

std::string decimal_text(double value) {
  if (std::isnan(value)) return "";
  std::array<char, 32> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), end};
}

} // namespace counterpoint

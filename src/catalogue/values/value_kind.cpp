#include "catalogue/values/value_kind.hpp"

#include "catalogue/values/conversion.hpp"
#include "counterpoint/core/text.hpp"

#include <cmath>

namespace counterpoint {

namespace {
bool is_all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

std::string_view without_sign(std::string_view text) {
  return text.substr(text.starts_with('-') || text.starts_with('+') ? 1 : 0);
}
} // namespace

void ValueKindFinder::add(std::string_view text) {
  if (is_all_digits(without_sign(text))) {
    constexpr std::int64_t largest_exact = std::int64_t{1} << 53U;
    const auto value = parse_integer(text);
    has_integer_ = 1;
    if (!value) has_text_ = 1;
    if (value && (*value > largest_exact || *value < -largest_exact)) has_large_integer_ = 1;
    return;
  }
  double value = 0.0;
  if (parse_field(text, Conversion{}, value) != FieldStatus::good) {
    has_text_ = 1;
  } else if (std::isnan(value)) {
    has_missing_ = 1;
  } else {
    has_fraction_ = 1;
  }
}

ValueKind ValueKindFinder::kind() const {
  if (has_text_ > 0) return ValueKind::text;
  if (has_integer_ > 0 && has_fraction_ + has_missing_ == 0) return ValueKind::integer;
  return has_large_integer_ > 0 ? ValueKind::text : ValueKind::real;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  const std::string_view digits = without_sign(text);
  if (!is_all_digits(digits) || (digits.size() > 1 && digits.front() == '0')) return std::nullopt;
  return parse_number<std::int64_t>(text.starts_with('+') ? digits : text);
}

} // namespace counterpoint

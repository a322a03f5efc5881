#include "mock/text_fields.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace counterpoint::mock {

void append_fixed(std::string& out, double value, int decimals, const char* blank) {
  if (std::isnan(value)) {
    out += blank;
    return;
  }
  std::array<char, 64> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                 std::chars_format::fixed, decimals);
  out.append(text.data(), end.ptr);
}

void append_integer(std::string& out, std::int64_t value) {
  std::array<char, 24> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
  out.append(text.data(), end.ptr);
}

void append_two_digits(std::string& out, int value) {
  if (value < 10) out += '0';
  append_integer(out, value);
}

void append_position(std::string& out, const SkyPosition& position, Damage damage, int decimals,
                     char separator) {
  if (damage == Damage::nan_position) {
    out.append("NaN").append(1, separator).append("NaN");
    return;
  }
  if (damage == Damage::dashes) {
    out.append("--").append(1, separator).append("--");
    return;
  }
  if (damage != Damage::blank_position) {
    // A right ascension that would be rounded up to 360 is 0.
    const double ra = position.ra().degrees();
    const bool full_circle = ra >= 360.0 - 0.5 * std::pow(10.0, -decimals);
    append_fixed(out, full_circle ? 0.0 : ra, decimals);
  }
  out += separator;
  append_fixed(out, position.dec().degrees(), decimals);
}

} // namespace counterpoint::mock

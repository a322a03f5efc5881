#include "mock/text_fields.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace counterpoint::mock {

namespace {
constexpr std::array<double, 13> powers_of_ten{1e0, 1e1, 1e2, 1e3,  1e4,  1e5, 1e6,
                                               1e7, 1e8, 1e9, 1e10, 1e11, 1e12};

// |value| in units of the last decimal, rounded as std::to_chars rounds; none where the error of
// the product, half a unit of its last bit, leaves open which way that is.
std::optional<std::uint64_t> rounded_units(double value, int decimals) {
  constexpr double largest = 0x1p50;
  const double units = std::abs(value) * powers_of_ten[static_cast<std::size_t>(decimals)];
  if (!(units < largest)) return std::nullopt;
  const auto whole = static_cast<std::uint64_t>(units);
  const double beyond_half = units - static_cast<double>(whole) - 0.5;
  if (std::abs(beyond_half) <= units * 0x1p-52) return std::nullopt;
  return whole + (beyond_half > 0.0 ? 1U : 0U);
}

void append_units(std::string& out, bool negative, std::uint64_t units, int decimals) {
  std::array<char, 24> text;
  char* const end = text.data() + text.size();
  char* first = end;
  const auto put = [&](char character) { *--first = character; };
  const auto put_last_digit = [&] {
    put(static_cast<char>('0' + units % 10));
    units /= 10;
  };
  for (int i = 0; i < decimals; ++i)
    put_last_digit();
  if (decimals > 0) put('.');
  do {
    put_last_digit();
  } while (units > 0);
  if (negative) put('-');
  out.append(first, end);
}
} // namespace

void append_fixed(std::string& out, double value, int decimals, const char* blank) {
  if (std::isnan(value)) {
    out += blank;
    return;
  }
  if (const auto units = rounded_units(value, decimals)) {
    append_units(out, std::signbit(value), *units, decimals);
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
    const bool full_circle = ra > 359.0 && ra >= 360.0 - 0.5 * std::pow(10.0, -decimals);
    append_fixed(out, full_circle ? 0.0 : ra, decimals);
  }
  out += separator;
  append_fixed(out, position.dec().degrees(), decimals);
}

} // namespace counterpoint::mock

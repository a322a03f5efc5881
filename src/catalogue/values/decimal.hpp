#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace counterpoint {

/// How many bytes beyond a number read_short_decimal() may look at.
inline constexpr std::size_t decimal_padding = 8;

namespace decimal_detail {

inline constexpr std::array powers{1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
inline constexpr std::array<std::uint64_t, 9> integer_powers{
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

inline unsigned digit(char c) {
  return static_cast<unsigned>(static_cast<unsigned char>(c)) - '0';
}

// Appends the `n` digits at the front of `word` (one a byte): the rest is shifted out, and
// neighbours are joined pairwise (Lemire 2021, Software: Practice and Experience 51, 1700).
template <unsigned n>
inline void append_word(std::uint64_t word, std::uint64_t& mantissa) {
  word <<= 64U - 8U * n;
  word = word * 10 + (word >> 8U);
  word = ((word & 0x000000ff000000ffU) * 0x000f424000000064U +
          ((word >> 16U) & 0x000000ff000000ffU) * 0x0000271000000001U) >>
         32U;
  mantissa = mantissa * integer_powers[n] + word;
}

// Appends the digits at `text` to `mantissa`, up to eight at a time.
inline const char* append_digits(const char* text, std::uint64_t& mantissa) {
  if constexpr (std::endian::native == std::endian::little) {
    for (;;) {
      std::uint64_t word = 0;
      std::memcpy(&word, text, sizeof word);
      word ^= 0x3030303030303030U;
      const std::uint64_t others = (word | (word + 0x7676767676767676U)) & 0x8080808080808080U;
      // A switch, since a predicted jump lets the next field begin before this one is done.
      switch (std::countr_zero(others) / 8) {
      case 0:
        return text;
      case 1:
        mantissa = mantissa * 10 + (word & 0xfU);
        return text + 1;
      case 2:
        append_word<2>(word, mantissa);
        return text + 2;
      case 3:
        append_word<3>(word, mantissa);
        return text + 3;
      case 4:
        append_word<4>(word, mantissa);
        return text + 4;
      case 5:
        append_word<5>(word, mantissa);
        return text + 5;
      case 6:
        append_word<6>(word, mantissa);
        return text + 6;
      case 7:
        append_word<7>(word, mantissa);
        return text + 7;
      default:
        append_word<8>(word, mantissa);
        text += 8;
      }
    }
  }
  for (; digit(*text) <= 9; ++text)
    mantissa = 10 * mantissa + digit(*text);
  return text;
}

} // namespace decimal_detail

/// Reads `[+-]digits[.digits][e[+-]digits]` at `text`, which must be followed by a character that
/// cannot continue a number, and by decimal_padding readable bytes. Takes only what one correctly
/// rounded operation converts (Clinger 1990, PLDI: mantissa up to 2^53, power of ten up to 22),
/// which is nearly all that catalogues hold. \return the character after the number, or nullptr:
/// not such a number, ask parse_decimal()
inline const char* read_short_decimal(const char* text, double& value) {
  using namespace decimal_detail;
  const bool negative = *text == '-';
  if (negative || *text == '+') ++text;
  std::uint64_t mantissa = 0;
  const char* const integer = text;
  text = append_digits(text, mantissa);
  auto n_digits = text - integer;
  std::int64_t exponent = 0;
  if (*text == '.') {
    const char* const fraction = ++text;
    text = append_digits(text, mantissa);
    exponent = fraction - text;
    n_digits += text - fraction;
  }
  constexpr int digits_without_overflow = 19;
  constexpr std::uint64_t largest_exact = std::uint64_t{1} << 53U;
  if (n_digits == 0 || n_digits > digits_without_overflow || mantissa > largest_exact)
    return nullptr;

  if (*text == 'e' || *text == 'E') {
    ++text;
    const bool negative_exponent = *text == '-';
    if (negative_exponent || *text == '+') ++text;
    if (digit(*text) > 9) return nullptr;
    std::int64_t stated = 0;
    for (; digit(*text) <= 9; ++text) {
      stated = 10 * stated + digit(*text);
      if (stated > 1000) return nullptr;
    }
    exponent += negative_exponent ? -stated : stated;
  }
  if (exponent < -22 || exponent > 22) return nullptr;
  const double magnitude = static_cast<double>(mantissa);
  const double unsigned_value = exponent < 0
                                    ? magnitude / powers[static_cast<std::size_t>(-exponent)]
                                    : magnitude * powers[static_cast<std::size_t>(exponent)];
  value = negative ? -unsigned_value : unsigned_value;
  return text;
}

/// Any decimal number that fills `text` whole, correctly rounded; infinities and overflow are NaN.
/// \return nothing where `text` is not a number
[[nodiscard]] std::optional<double> parse_decimal(std::string_view text);

/// The shortest text that parse_decimal() reads as `value`; "" for NaN.
[[nodiscard]] std::string decimal_text(double value);

} // namespace counterpoint

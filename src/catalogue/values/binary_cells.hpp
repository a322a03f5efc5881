#pragma once

#include "catalogue/values/binary_field.hpp"
#include "catalogue/values/conversion.hpp"
#include "catalogue/values/decimal.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

/// Values of binary tables, FITS and VOTable, which share their types and are big-endian.
namespace counterpoint {

/// Bytes of a cell with `field.repeat` elements.
[[nodiscard]] inline std::int64_t bytes_of_cell(const BinaryField& field) {
  switch (field.type) {
  case 'X': // bits
    return (field.repeat + 7) / 8;
  case 'I':
  case 'U': // VOTable's unicodeChar
    return 2 * field.repeat;
  case 'J':
  case 'E':
    return 4 * field.repeat;
  case 'K':
  case 'D':
  case 'C':
  case 'P':
    return 8 * field.repeat;
  case 'M':
  case 'Q':
    return 16 * field.repeat;
  default: // L, B, A
    return field.repeat;
  }
}

[[nodiscard]] inline std::uint8_t bytes_swapped(std::uint8_t word) {
  return word;
}
[[nodiscard]] inline std::uint16_t bytes_swapped(std::uint16_t word) {
  return __builtin_bswap16(word);
}
[[nodiscard]] inline std::uint32_t bytes_swapped(std::uint32_t word) {
  return __builtin_bswap32(word);
}
[[nodiscard]] inline std::uint64_t bytes_swapped(std::uint64_t word) {
  return __builtin_bswap64(word);
}

/// The unsigned integer that has as many bytes as a T.
template <class T>
using WordOf = std::conditional_t<
    sizeof(T) == 1, std::uint8_t,
    std::conditional_t<sizeof(T) == 2, std::uint16_t,
                       std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>>;

/// A value whose bytes were loaded as they are in the file.
template <class T>
[[nodiscard]] T value_of_word(WordOf<T> word) {
  if constexpr (std::endian::native == std::endian::little) word = bytes_swapped(word);
  return std::bit_cast<T>(word);
}

template <class T>
[[nodiscard]] T load_big_endian(const char* bytes) {
  WordOf<T> word = 0;
  std::memcpy(&word, bytes, sizeof(T));
  return value_of_word<T>(word);
}

/// NaN where missing or infinite.
template <class T>
[[nodiscard]] double number_of(T stored, const BinaryField& field) {
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  if constexpr (std::is_integral_v<T>) {
    if (field.has_null && static_cast<std::int64_t>(stored) == field.null) return missing;
  }
  const double value = static_cast<double>(stored) * field.scale + field.zero;
  return std::isfinite(value) ? value : missing;
}

/// An identifier must keep every digit: integers are not converted to double. "" where missing.
template <class T>
[[nodiscard]] std::string text_of(T stored, const BinaryField& field) {
  if constexpr (std::is_integral_v<T>) {
    if (field.has_null && static_cast<std::int64_t>(stored) == field.null) return "";
    constexpr double unsigned_offset = 0x1p63;
    if (field.scale == 1.0 && field.zero == 0.0) return std::to_string(stored);
    if (field.scale == 1.0 && field.zero == unsigned_offset) {
      return std::to_string(static_cast<std::uint64_t>(stored) + (std::uint64_t{1} << 63U));
    }
    // Unsigned integers of two and four bytes are stored with an offset.
    constexpr double largest_offset = 0x1p31;
    const bool is_short = sizeof(T) < sizeof(std::int64_t);
    if (is_short && field.scale == 1.0 && std::abs(field.zero) <= largest_offset &&
        field.zero == std::trunc(field.zero)) {
      return std::to_string(static_cast<std::int64_t>(stored) +
                            static_cast<std::int64_t>(field.zero));
    }
  }
  return decimal_text(number_of(stored, field));
}

/// A logical value as a number: 1, 0, or NaN where missing.
[[nodiscard]] inline double logical_of(char stored) {
  constexpr std::string_view no = "Ff0";
  constexpr std::string_view yes = "Tt1";
  if (yes.find(stored) != yes.npos) return 1.0;
  return no.find(stored) != no.npos ? 0.0 : std::numeric_limits<double>::quiet_NaN();
}

/// "T", "F", or "" where missing.
[[nodiscard]] inline std::string_view logical_text(char stored) {
  const double value = logical_of(stored);
  return std::isnan(value) ? "" : value == 1.0 ? "T" : "F";
}

/// Text that may end early by a zero byte.
[[nodiscard]] inline std::string_view characters_of(const char* bytes, std::int64_t n_bytes) {
  const std::string_view all{bytes, static_cast<std::size_t>(n_bytes)};
  return trimmed(all.substr(0, all.find('\0')));
}

/// Calls `work` with a value of the type that a TFORM letter (B, I, J, K, E, D) means.
template <class Work>
auto with_type(char letter, Work&& work) {
  switch (letter) {
  case 'B':
    return work(std::uint8_t{});
  case 'I':
    return work(std::int16_t{});
  case 'J':
    return work(std::int32_t{});
  case 'K':
    return work(std::int64_t{});
  case 'E':
    return work(float{});
  default: // 'D': ColumnInfo::unreadable lets no other pass
    return work(double{});
  }
}

} // namespace counterpoint

#include "catalogue/values/decimal.hpp"

#include "counterpoint/core/random.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <string>

namespace counterpoint {
namespace {

double reference(const std::string& text) {
  double value = 0.0;
  const std::size_t sign = text.starts_with('+') ? 1 : 0;
  std::from_chars(text.data() + sign, text.data() + text.size(), value);
  return value;
}

// The characters that read_short_decimal() takes of `text`, npos where it refuses.
std::size_t length_of_short(const std::string& text, double& value) {
  const std::string padded = text + ";" + std::string(decimal_padding, '7');
  const char* const end = read_short_decimal(padded.data(), value);
  return end == nullptr ? std::string::npos : static_cast<std::size_t>(end - padded.data());
}

std::string digits(std::uint32_t bits, std::uint64_t id, std::size_t count) {
  std::string text;
  for (std::uint32_t i = 0; text.size() < count; ++i) {
    text += std::to_string(random_bits({.seed = bits, .id = id, .step = i})[0]);
  }
  return text.substr(0, count);
}

// [+-] 0..12 digits, perhaps a point and 0..12 digits, perhaps an exponent within +-30.
std::string random_decimal(std::uint64_t id) {
  const auto bits = random_bits({.seed = 7, .id = id});
  std::string text = std::array{"", "-", "+", ""}[bits[0] % 4];
  text += digits(1, id, bits[0] / 4 % 13);
  if (bits[1] % 4 != 0) text += "." + digits(2, id, bits[1] / 4 % 13);
  if (bits[2] % 4 == 0) {
    const int exponent = static_cast<int>(bits[3] % 61) - 30;
    text += (bits[2] / 4 % 2 == 0 ? "e" : "E") + std::to_string(exponent);
  }
  return text;
}

bool has_digit_before_exponent(const std::string& text) {
  return text.substr(0, text.find_first_of("eE")).find_first_of("0123456789") != text.npos;
}

TEST(Decimal, short_path_equals_from_chars_bit_for_bit) {
  int taken = 0;
  for (std::uint64_t id = 0; id < 300000; ++id) {
    const std::string text = random_decimal(id);
    double value = -1.0;
    const std::size_t length = length_of_short(text, value);
    if (length == text.npos) continue;
    ++taken;
    ASSERT_EQ(length, text.size()) << text;
    ASSERT_EQ(std::bit_cast<std::uint64_t>(value), std::bit_cast<std::uint64_t>(reference(text)))
        << text;
  }
  EXPECT_GT(taken, 100000);
}

TEST(Decimal, full_path_equals_from_chars_bit_for_bit) {
  for (std::uint64_t id = 0; id < 100000; ++id) {
    const std::string text = random_decimal(id);
    const auto value = parse_decimal(text);
    ASSERT_EQ(value.has_value(), has_digit_before_exponent(text)) << text;
    if (value) {
      ASSERT_EQ(std::bit_cast<std::uint64_t>(*value), std::bit_cast<std::uint64_t>(reference(text)))
          << text;
    }
  }
}

TEST(Decimal, short_path_takes_any_number_of_digits_before_and_after_the_point) {
  for (std::size_t before = 0; before <= 21; ++before) {
    for (std::size_t after = 0; after <= 21; ++after) {
      const std::string text = std::string(before, '0') + "." + std::string(after, '0');
      double value = -1.0;
      const bool taken = length_of_short(text, value) == text.size();
      EXPECT_EQ(taken, before + after > 0 && before + after <= 19) << text;
      if (taken) {
        EXPECT_EQ(value, 0.0);
      }
    }
  }
}

TEST(Decimal, every_character_but_a_digit_ends_the_digits) {
  for (int c = 0; c < 256; ++c) {
    const char character = static_cast<char>(c);
    if ((character >= '0' && character <= '9') ||
        std::string_view{".eE"}.find(character) != std::string_view::npos) {
      continue;
    }
    for (std::size_t n = 1; n <= 9; ++n) {
      double value = 0.0;
      const std::string text = std::string("123456789", n) + character;
      EXPECT_EQ(length_of_short(text, value), n) << c;
      EXPECT_EQ(value, static_cast<double>(std::stoll(text.substr(0, n)))) << c;
    }
  }
}

TEST(Decimal, short_path_leaves_what_it_cannot_do_exactly) {
  double value = 0.0;
  for (const char* text :
       {"", "-", ".", "e5", "1e", "1e+", "abc", "9007199254740993", "1e23", "1e-23",
        "12345678901234567890", "0.00000000000000000001", "1e99999999999"}) {
    EXPECT_EQ(length_of_short(text, value), std::string::npos) << text;
  }
  EXPECT_EQ(length_of_short("9007199254740992", value), 16U);
  EXPECT_EQ(value, 9007199254740992.0);
}

TEST(Decimal, signed_zero_keeps_its_sign) {
  double value = 1.0;
  ASSERT_EQ(length_of_short("-0.0", value), 4U);
  EXPECT_TRUE(std::signbit(value));
}

TEST(Decimal, infinities_and_overflow_are_missing_and_underflow_is_zero) {
  for (const char* text : {"inf", "-inf", "Infinity", "1e400", "-1e400", "nan"}) {
    ASSERT_TRUE(parse_decimal(text).has_value()) << text;
    EXPECT_TRUE(std::isnan(*parse_decimal(text))) << text;
  }
  EXPECT_EQ(parse_decimal("1e-400"), 0.0);
}

TEST(Decimal, other_text_is_no_number) {
  for (const char* text : {"", "abc", "1.0x", "1 2", "+-1", "0x10", "1,5", "--"}) {
    EXPECT_FALSE(parse_decimal(text).has_value()) << text;
  }
}

} // namespace
} // namespace counterpoint

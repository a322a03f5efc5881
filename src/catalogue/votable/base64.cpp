#include "catalogue/votable/base64.hpp"

#include <array>
#include <cstdint>

namespace counterpoint {

namespace {
constexpr std::uint8_t blank = 64;
constexpr std::uint8_t padding_sign = 65;
constexpr std::uint8_t invalid = 66;

// The 6 bits that each character means, or one of the above.
constexpr std::array<std::uint8_t, 256> meanings = [] {
  std::array<std::uint8_t, 256> table{};
  table.fill(invalid);
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  for (const char c : std::string_view{" \t\r\n"})
    table[static_cast<unsigned char>(c)] = blank;
  table['='] = padding_sign;
  return table;
}();
} // namespace

std::optional<std::vector<char>> decode_base64(std::string_view text) {
  std::vector<char> bytes;
  bytes.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int n_bits = 0;
  bool is_over = false;
  for (const char c : text) {
    const std::uint8_t meaning = meanings[static_cast<unsigned char>(c)];
    if (meaning == blank) continue;
    if (meaning == padding_sign) {
      is_over = true;
      continue;
    }
    if (meaning == invalid || is_over) return std::nullopt;
    bits = bits << 6U | meaning;
    n_bits += 6;
    if (n_bits < 8) continue;
    n_bits -= 8;
    bytes.push_back(static_cast<char>(bits >> static_cast<unsigned>(n_bits) & 0xffU));
  }
  // A last group of 2 or 3 characters leaves 4 or 2 bits over; 6 mean a character on its own.
  return n_bits < 6 ? std::optional{std::move(bytes)} : std::nullopt;
}

} // namespace counterpoint

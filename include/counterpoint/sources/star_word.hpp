#pragma once

#include "counterpoint/core/check.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

namespace counterpoint {

/// The number of an infrared row and its Ks in 64 bits: 37 of the number, 27 of the magnitude. They
/// hold those magnitudes that catalogues have, exactly: floats from 0.5 to 128 mag, numbers of up
/// to six decimals below 33.5 mag, and a missing one.
class StarWord {
public:
  static constexpr std::int64_t most_rows = std::int64_t{1} << 37U;
  static constexpr std::uint32_t missing = std::uint32_t{1} << 25U;

  /// The 27 bits of a magnitude (NaN: missing); none if they do not hold it.
  [[nodiscard]] static std::optional<std::uint32_t> code_of(double ks) {
    constexpr double limit = 33.5; // less than 2^25 of a millionth
    if (std::isnan(ks)) return missing;
    if (ks >= 0.5 && ks < 128.0 && static_cast<double>(static_cast<float>(ks)) == ks)
      return is_float | (std::bit_cast<std::uint32_t>(static_cast<float>(ks)) - bits_of_half);
    if (!(std::abs(ks) < limit)) return std::nullopt;
    const auto n = static_cast<std::int32_t>(std::nearbyint(ks * per_magnitude));
    const bool is_held = n / per_magnitude == ks && (n != 0 || !std::signbit(ks));
    if (!is_held) return std::nullopt;
    return static_cast<std::uint32_t>(n) & magnitude_mask;
  }

  StarWord() = default;
  /// \param code  of the magnitude
  StarWord(std::int64_t ir_id, std::uint32_t code) {
    check(ir_id >= 0 && ir_id < most_rows, "more infrared rows than 37 bits count");
    set((static_cast<std::uint64_t>(ir_id) << code_bits) | code);
  }

  [[nodiscard]] std::int64_t ir_id() const {
    return static_cast<std::int64_t>(bits() >> code_bits);
  }
  /// mag; NaN where missing
  [[nodiscard]] double ks() const {
    const auto code = static_cast<std::uint32_t>(bits()) & (is_float | magnitude_mask);
    if (code == missing) return std::numeric_limits<double>::quiet_NaN();
    if ((code & is_float) != 0)
      return static_cast<double>(std::bit_cast<float>((code & magnitude_mask) + bits_of_half));
    constexpr int unused = 6; // bits in front of the sign
    return (static_cast<std::int32_t>(code << unused) >> unused) / per_magnitude;
  }
  /// The same star, its number counted from another row on.
  [[nodiscard]] StarWord counted_from(std::int64_t first) const {
    return {first + ir_id(), static_cast<std::uint32_t>(bits()) & (is_float | magnitude_mask)};
  }
  /// In the order of the numbers of rows.
  [[nodiscard]] std::uint64_t bits() const { return std::bit_cast<std::uint64_t>(halves_); }

private:
  static constexpr unsigned code_bits = 27;
  static constexpr std::uint32_t is_float = std::uint32_t{1} << 26U;
  static constexpr std::uint32_t magnitude_mask = is_float - 1;
  static constexpr std::uint32_t bits_of_half = std::bit_cast<std::uint32_t>(0.5F);
  static constexpr double per_magnitude = 1e6;

  void set(std::uint64_t bits) { halves_ = std::bit_cast<std::array<std::uint32_t, 2>>(bits); }

  std::array<std::uint32_t, 2> halves_{}; // so that what holds it is as small as can be
};

} // namespace counterpoint

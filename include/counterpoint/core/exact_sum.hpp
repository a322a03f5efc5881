#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace counterpoint {

/// A sum of doubles whose result does not depend on the order of the terms or their distribution
/// over ranks: each term is rounded once to a multiple of 2^-60, and the rest is integer
/// arithmetic. Terms must satisfy |x| < 2^40; a term that is not finite makes the sum NaN.
class ExactSum {
public:
  void add(double term) {
    if (!(std::abs(term) < 0x1p40)) {
      invalid_ = 1;
      return;
    }
    add(split(term));
  }

  /// A sum in multiples of 2^-20 and of 2^-60. Parts may be added up by themselves, as integers: of
  /// terms below 1, two million at least.
  struct Parts {
    std::int64_t high;
    std::int64_t low;
  };
  /// \param term  finite and as small as terms are
  [[gnu::always_inline]] static Parts split(double term) {
    // Two exact halves, since a double times 2^60 does not fit 64 bits. The first is cut off;
    // adding 1.5 x 2^52 rounds the rest to an integer.
    constexpr double rounder = 0x1.8p52;
    const auto high = static_cast<std::int64_t>(term * 0x1p20);
    const double low = ((term - static_cast<double>(high) * 0x1p-20) * 0x1p60 + rounder) - rounder;
    return {high, static_cast<std::int64_t>(low)};
  }
  void add(const Parts& parts) {
    high_ += parts.high;
    low_ += parts.low;
    normalise();
  }

  /// Adds a term `n` times.
  /// \param n  below 2^20
  void add(double term, std::int64_t n) {
    ExactSum once;
    once.add(term);
    high_ += n * once.high_;
    low_ += n * once.low_;
    invalid_ += n * once.invalid_;
    normalise();
  }

  /// Adds the terms of a column: the sum that adding them one by one has, much faster.
  void add(std::span<const double> terms);

  void add(const ExactSum& other) {
    high_ += other.high_;
    low_ += other.low_;
    invalid_ += other.invalid_;
    normalise();
  }

  [[nodiscard]] double value() const {
    if (invalid_ != 0) return std::numeric_limits<double>::quiet_NaN();
    return static_cast<double>(high_) * 0x1p-20 + static_cast<double>(low_) * 0x1p-60;
  }

  /// The state as integers that may be added over ranks.
  static constexpr int n_limbs = 3;
  [[nodiscard]] std::array<std::int64_t, n_limbs> limbs() const { return {high_, low_, invalid_}; }
  void set_limbs(const std::int64_t* limbs) {
    high_ = limbs[0];
    low_ = limbs[1];
    invalid_ = limbs[2];
    normalise();
  }

  bool operator==(const ExactSum&) const = default;

private:
  // Keeps low_ within half a unit of high_, so that equal sums have equal limbs.
  void normalise() {
    constexpr int unit_bits = 40;
    constexpr std::int64_t half = std::int64_t{1} << (unit_bits - 1);
    const std::int64_t carry = (low_ + half) >> unit_bits;
    low_ -= carry * (std::int64_t{1} << unit_bits);
    high_ += carry;
  }

  std::int64_t high_ = 0; // in units of 2^-20
  std::int64_t low_ = 0;  // in units of 2^-60
  std::int64_t invalid_ = 0;
};

[[nodiscard]] inline std::vector<double> values_of(std::span<const ExactSum> sums) {
  std::vector<double> values;
  values.reserve(sums.size());
  for (const ExactSum& sum : sums)
    values.push_back(sum.value());
  return values;
}

} // namespace counterpoint

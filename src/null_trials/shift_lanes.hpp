#pragma once

#include "counterpoint/null_trials/shift.hpp"
#include "null_trials/shift_windows.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace counterpoint {

/// The draws of a pair of trials that pass their windows, and the shifts that they mean: the part
/// of a trial that goes over many neighbours at once, in vectors. The result is the same for all
/// widths of vectors.
class SiftedDraws {
public:
  static constexpr std::size_t block = 128; // few enough to stop early, enough for vector units

  /// Takes the draws that pass of `n <= block` neighbours, each by its own: those of the key with
  /// its id. In the order of the neighbours, the even trial's before the odd one's.
  void sift(const RandomKey& key, const ShiftWindows& windows, std::size_t n);
  /// The same where all neighbours have the same draws.
  void sift(const ShiftDraws& of_all, const ShiftWindows& windows, std::size_t n);
  /// Makes the shifts of those that passed.
  void find_shifts(const ShiftZone& zone);

  /// How many passed.
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Whose draw it is.
  [[nodiscard]] std::size_t neighbour(std::size_t i) const { return draw_of_.data()[i] / 2; }
  [[nodiscard]] bool is_odd(std::size_t i) const { return draw_of_.data()[i] % 2 != 0; }
  /// shift_offset() of the draw.
  [[nodiscard]] SkyOffset shift(std::size_t i) const {
    return {Angle::from_degrees(east_deg_.data()[i]), Angle::from_degrees(north_deg_.data()[i])};
  }

private:
  template <class Word>
  void take_passing(std::size_t n, Word&& word_of_neighbour);

  std::size_t size_ = 0;
  std::array<std::uint32_t, 4 * block> bits_{};    // of each neighbour, `block` apart for each word
  std::array<std::uint8_t, block> passes_{};       // bit 0: even, bit 1: odd
  std::array<std::uint32_t, 2 * block> draw_of_{}; // 2 * neighbour, + 1 where odd
  std::array<std::uint32_t, 2 * block> radius_bits_{};
  std::array<std::uint32_t, 2 * block> angle_bits_{};
  std::array<double, 2 * block> east_deg_{};
  std::array<double, 2 * block> north_deg_{};
};

} // namespace counterpoint

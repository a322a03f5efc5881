#pragma once

#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/search/neighbour_columns.hpp"
#include "null_trials/shift_windows.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint {

/// Cosines and sines of the convergences of some neighbours.
struct Turns {
  std::vector<double> cosine;
  std::vector<double> sine;

  /// \param n  how many of them, from the first
  void assign(const NeighbourColumns& neighbours, std::size_t n);
};

/// The draws of a pair of trials that pass their windows, where the shifts that they mean bring the
/// neighbours, and which of those come near enough: the part of a trial that goes over many
/// neighbours at once, in vectors. The result is the same for all widths of vectors.
class SiftedDraws {
public:
  static constexpr std::size_t block = 128; // few enough to stop early, enough for vector units

  /// Takes the draws that pass of `n <= block` neighbours, each by its own: those of the key with
  /// its id. In the order of the neighbours, the even trial's before the odd one's.
  void sift(const RandomKey& key, const ShiftWindows& windows, std::size_t n);
  /// The same where all neighbours have the same draws.
  void sift(const ShiftDraws& of_all, const ShiftWindows& windows, std::size_t n);
  /// Makes the shifts of those that passed, and leaves those that bring the infrared source within
  /// its acceptance radius.
  /// \param first  number of the first neighbour that was sifted
  /// \param turns  of the neighbours where shifts are offsets at the X-ray source, else nullptr
  void keep_near(const NeighbourColumns& neighbours, std::size_t first, const ShiftZone& zone,
                 const Turns* turns);

  /// How many there are.
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Whose draw it is, counted from the first that was sifted.
  [[nodiscard]] std::size_t neighbour(std::size_t i) const { return draw_of_.data()[i] / 2; }
  [[nodiscard]] bool is_odd(std::size_t i) const { return draw_of_.data()[i] % 2 != 0; }
  /// From the shifted infrared source, in the tangent plane of the neighbour.
  [[nodiscard]] SkyOffset to_xray(std::size_t i) const {
    return {Angle::from_degrees(east_deg_.data()[i]), Angle::from_degrees(north_deg_.data()[i])};
  }

private:
  template <class Word>
  void take_passing(std::size_t n, Word&& word_of_neighbour);
  void take_accepted();

  std::size_t size_ = 0;
  std::array<std::uint32_t, 4 * block> bits_{};    // of each neighbour, `block` apart for each word
  std::array<std::uint8_t, block> passes_{};       // bit 0: even, bit 1: odd
  std::array<std::uint32_t, 2 * block> draw_of_{}; // 2 * neighbour, + 1 where odd
  std::array<std::uint32_t, 2 * block> radius_bits_{};
  std::array<std::uint32_t, 2 * block> angle_bits_{};
  std::array<double, 2 * block> east_deg_{}; // of the shift, then of the offset to the X-ray source
  std::array<double, 2 * block> north_deg_{};
  std::array<std::uint8_t, 2 * block> is_accepted_{};
};

} // namespace counterpoint

#pragma once

#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/search/neighbour_columns.hpp"
#include "null_trials/passing_draws.hpp"

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

/// The draws of a pair of trials that bring a neighbour within its acceptance radius: the part of a
/// trial that goes over many neighbours at once, in vectors. The result is the same for all widths
/// of vectors.
class NearDraws {
public:
  /// Makes the shifts of the draws that passed their windows, and takes those that bring the
  /// infrared source near enough.
  /// \param draws  is padded to whole vectors
  /// \param first  number of the first neighbour that was sifted
  /// \param turns  of the neighbours where shifts are offsets at the X-ray source, else nullptr
  void take(PassingDraws& draws, const NeighbourColumns& neighbours, std::size_t first,
            const ShiftZone& zone, const Turns* turns);

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
  static constexpr std::size_t capacity = PassingDraws::capacity;
  std::size_t size_ = 0;
  std::array<std::uint32_t, capacity> draw_of_{}; // 2 * neighbour, + 1 where odd
  std::array<double, capacity> east_deg_{}; // of the shift, then of the offset to the X-ray source
  std::array<double, capacity> north_deg_{};
  std::array<std::uint8_t, capacity> is_accepted_{};
};

} // namespace counterpoint

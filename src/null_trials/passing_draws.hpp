#pragma once

#include "counterpoint/null_trials/shift.hpp"
#include "null_trials/philox_lanes.hpp"
#include "null_trials/shift_windows.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace counterpoint {

/// The draws of a pair of trials that pass their windows: in vectors, as most do not.
class PassingDraws {
public:
  static constexpr std::size_t most_neighbours = 512; ///< at once
  static constexpr std::size_t capacity = 2 * most_neighbours + most_lanes;

  /// Takes what passes of the draws of `n <= most_neighbours` neighbours, each by its own:
  /// random_bits() of its id at this step. Those of each trial are in the order of the neighbours.
  void sift(const StepRounds& step, const ShiftWindows& windows, std::size_t n);
  /// The same where all neighbours have the same draws.
  void sift(const ShiftDraws& of_all, const ShiftWindows& windows, std::size_t n);

  std::size_t size = 0;
  std::array<std::uint32_t, capacity> draw_of{}; ///< 2 * neighbour, + 1 for the odd trial
  std::array<std::uint32_t, capacity> radius_bits{};
  std::array<std::uint32_t, capacity> angle_bits{};
};

} // namespace counterpoint

#pragma once

#include "counterpoint/core/random.hpp"

#include <cstdint>

namespace counterpoint {

/// Which of n folds an X-ray source is in, 0 to n - 1. Of n rows of the catalogue that follow each
/// other each fold has one, from a start that is drawn: what comes back every few rows (pointings
/// in turn, two instruments) is in all folds alike.
[[nodiscard]] inline int fold_of(std::int64_t xray_id, int n_folds) {
  constexpr std::uint32_t stream = 0x464f4c44;
  const std::uint64_t block = static_cast<std::uint64_t>(xray_id / n_folds);
  const std::uint32_t start = random_bits({.id = block, .stream = stream})[0];
  const auto n = static_cast<std::uint64_t>(n_folds);
  return static_cast<int>((static_cast<std::uint64_t>(xray_id) + start) % n);
}

} // namespace counterpoint

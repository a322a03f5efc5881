#pragma once

#include "counterpoint/core/random.hpp"
#include "counterpoint/sky/position.hpp"

#include <cmath>

namespace counterpoint::mock {

/// The number of a row, as a random key takes it.
[[nodiscard]] inline std::uint64_t row_key(std::int64_t row) {
  return static_cast<std::uint64_t>(row);
}

/// `position` moved by a circular Gaussian of one-dimensional standard deviation `sigma`.
[[nodiscard]] inline SkyPosition scattered(const SkyPosition& position, Angle sigma,
                                           const RandomKey& key) {
  const auto [east, north] = random_normals(key);
  return offset_by(position, Angle::from_radians(std::atan2(east, north)),
                   sigma * std::hypot(east, north));
}

} // namespace counterpoint::mock

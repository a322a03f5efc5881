#pragma once

#include <cstddef>
#include <span>

namespace counterpoint {

/// Positions, column by column, for loops that are vectors: right ascension in [0, 360) deg and
/// declination in [-90, 90] deg, as those of a SkyPosition.
struct PositionColumns {
  std::span<const double> ra_deg;
  std::span<const double> dec_deg;

  [[nodiscard]] std::size_t size() const { return ra_deg.size(); }
  [[nodiscard]] PositionColumns part(std::size_t first, std::size_t n) const {
    return {ra_deg.subspan(first, n), dec_deg.subspan(first, n)};
  }
};

} // namespace counterpoint

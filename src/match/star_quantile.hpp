#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>

namespace counterpoint {

/// The faint end of a catalogue is the magnitude than which so many of its stars are brighter.
inline constexpr double faint_end_part = 0.95;

/// The magnitude than which this part of the stars is brighter, evenly within a class; NaN without
/// any. \param stars  by class, from magnitude 0 on \param width  of a class, mag
[[nodiscard]] inline double star_quantile(std::span<const std::int64_t> stars, double width,
                                          double part) {
  const auto all = std::accumulate(stars.begin(), stars.end(), std::int64_t{0});
  double rest = part * static_cast<double>(all);
  for (std::size_t c = 0; c < stars.size(); ++c) {
    const auto n = static_cast<double>(stars[c]);
    if (n > 0.0 && rest <= n) return width * (static_cast<double>(c) + rest / n);
    rest -= n;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

} // namespace counterpoint

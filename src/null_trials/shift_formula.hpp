#pragma once

#include "counterpoint/null_trials/shift.hpp"
#include "null_trials/geometry/series.hpp"

#include <cmath>
#include <cstdint>
#include <numbers>

namespace counterpoint {

/// The formula of shift_offset(), in operations that processors have for vectors.
class ShiftFormula {
public:
  explicit ShiftFormula(const ShiftZone& zone)
      : inner2_{zone.inner.degrees() * zone.inner.degrees()}, width_{zone.outer.degrees() *
                                                                         zone.outer.degrees() -
                                                                     inner2_} {}

  [[gnu::always_inline]] inline void apply(std::uint32_t radius_bits, std::uint32_t angle_bits,
                                           double& east_deg, double& north_deg) const {
    const double fraction = (radius_bits + 0.5) * 0x1p-32;
    const double radius = std::sqrt(inner2_ + fraction * width_);
    // The angle is (angle_bits + 1/2) / 2^32 of a circle: whole quarters, and at most half of one
    // to either side, without rounding.
    const std::uint32_t quarter = (angle_bits + 0x20000000U) >> 30U;
    const auto rest = static_cast<std::int32_t>(angle_bits - (quarter << 30U));
    const double x = (rest + 0.5) * (2.0 * std::numbers::pi * 0x1p-32);
    const double sine = series::sine(x);
    const double cosine = series::cosine(x);
    const bool is_swapped = quarter % 2 != 0;
    const double sine_sign = 1.0 - static_cast<std::int32_t>(quarter & 2U);
    const double cosine_sign = 1.0 - static_cast<std::int32_t>((quarter + 1U) & 2U);
    east_deg = radius * (sine_sign * (is_swapped ? cosine : sine));
    north_deg = radius * (cosine_sign * (is_swapped ? sine : cosine));
  }

private:
  double inner2_;
  double width_;
};

} // namespace counterpoint

#pragma once

#include <cstddef>
#include <cstdint>

namespace counterpoint {

/// Classes of the differential magnitude terms q(m) and n(m): 0.25 mag wide from 0 to 32; what is
/// beyond goes to the first or last; a missing magnitude is a class of its own.
struct MagnitudeClasses {
  static constexpr double width = 0.25;
  static constexpr std::size_t n_measured = 128;
  static constexpr std::size_t missing = n_measured;
  static constexpr std::size_t n_classes = n_measured + 1;

  [[nodiscard]] static std::size_t of(double ks) {
    // Without branches, so that a loop over many is one of vectors.
    constexpr double last = static_cast<double>(n_measured - 1);
    const double position = ks / width;
    const double from_first = position > 0.0 ? position : 0.0;
    const auto measured = static_cast<std::int32_t>(from_first < last ? from_first : last);
    return ks == ks ? static_cast<std::size_t>(measured) : missing;
  }
};

} // namespace counterpoint

#pragma once

#include <cmath>
#include <cstddef>

namespace counterpoint {

/// Classes of the differential magnitude terms q(m) and n(m): 0.25 mag wide from 0 to 32; what is
/// beyond goes to the first or last; a missing magnitude is a class of its own.
struct MagnitudeClasses {
  static constexpr double width = 0.25;
  static constexpr std::size_t n_measured = 128;
  static constexpr std::size_t missing = n_measured;
  static constexpr std::size_t n_classes = n_measured + 1;

  [[nodiscard]] static std::size_t of(double ks) {
    if (std::isnan(ks)) return missing;
    if (!(ks > 0.0)) return 0;
    const double position = ks / width;
    return position >= static_cast<double>(n_measured) ? n_measured - 1
                                                       : static_cast<std::size_t>(position);
  }
};

} // namespace counterpoint

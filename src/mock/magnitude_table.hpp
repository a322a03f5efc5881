#pragma once

#include "mock/interval_finder.hpp"

#include <array>
#include <cstddef>
#include <initializer_list>

namespace counterpoint::mock {

/// A magnitude distribution, constant within bins: exactly what is drawn can be written down.
class MagnitudeTable {
public:
  static constexpr double lowest = 7.0;
  static constexpr double step = 0.25;
  static constexpr std::size_t n_bins = 48; ///< up to 19.0
  using Bins = std::array<double, n_bins>;

  struct Point {
    double magnitude;
    double density;
  };
  /// Through `points` (ascending, in any unit of density), log density linear between them; empty
  /// beyond the first and the last.
  explicit MagnitudeTable(std::initializer_list<Point> points);

  /// Fraction in each bin; sums to 1.
  [[nodiscard]] const Bins& fractions() const { return fractions_; }

  /// The magnitude that the fraction u in (0, 1) is brighter than.
  [[nodiscard]] double magnitude_at(double u) const {
    const double target = u * sum_.back();
    const std::size_t bin = finder_(sum_, target);
    const double inside = fractions_[bin] > 0.0 ? (target - sum_[bin]) / fractions_[bin] : 0.0;
    return lowest + (static_cast<double>(bin) + inside) * step;
  }

private:
  Bins fractions_{};
  std::array<double, n_bins + 1> sum_{};
  IntervalFinder finder_;
};

} // namespace counterpoint::mock

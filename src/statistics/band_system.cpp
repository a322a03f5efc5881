#include "statistics/band_system.hpp"

#include <algorithm>

namespace counterpoint {

std::vector<double> BandSystem::product(const std::vector<double>& x) const {
  std::vector<double> y(n_);
  for (std::size_t i = 0; i < n_; ++i) {
    const double* row = values_.data() + i * width_;
    y[i] += row[0] * x[i];
    const std::size_t end = std::min(width_, n_ - i);
    for (std::size_t k = 1; k < end; ++k) {
      y[i] += row[k] * x[i + k];
      y[i + k] += row[k] * x[i];
    }
  }
  return y;
}

// By L D L^T, row by row.
std::vector<double> BandSystem::solution(std::vector<double> right) const {
  std::vector<double> values = values_;
  std::vector<double> factors(width_);
  for (std::size_t i = 0; i < n_; ++i) {
    double* row = values.data() + i * width_;
    const std::size_t end = std::min(width_, n_ - i);
    for (std::size_t k = 1; k < end; ++k) {
      factors[k] = row[k] / row[0];
      if (row[k] == 0.0) continue;
      double* below = values.data() + (i + k) * width_;
      for (std::size_t l = k; l < end; ++l)
        below[l - k] -= factors[k] * row[l];
      right[i + k] -= factors[k] * right[i];
    }
    std::copy(factors.begin() + 1, factors.begin() + static_cast<std::ptrdiff_t>(end), row + 1);
  }
  for (std::size_t i = n_; i-- > 0;) {
    const double* row = values.data() + i * width_;
    right[i] /= row[0];
    const std::size_t end = std::min(width_, n_ - i);
    for (std::size_t k = 1; k < end; ++k)
      right[i] -= row[k] * right[i + k];
  }
  return right;
}

} // namespace counterpoint

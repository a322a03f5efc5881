#include "statistics/band_system.hpp"

#include "counterpoint/core/vector_widths.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {

// y[k] += factor row[k], from the second on.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void add_multiple(const double* __restrict row, double factor, std::size_t n,
                  double* __restrict y) {
  for (std::size_t k = 1; k < n; ++k)
    y[k] += factor * row[k];
}

// Takes a row times its factors from the n - 1 rows below, `width` apart.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void eliminate(const double* __restrict row, const double* __restrict factors, std::size_t n,
               std::size_t width, double* __restrict below) {
  for (std::size_t k = 1; k < n; ++k) {
    if (row[k] == 0.0) continue;
    const double factor = factors[k];
    double* const other = below + (k - 1) * width;
    for (std::size_t l = k; l < n; ++l)
      other[l - k] -= factor * row[l];
  }
}

} // namespace

std::vector<double> BandSystem::product(const std::vector<double>& x) const {
  std::vector<double> y(n_);
  for (std::size_t i = 0; i < n_; ++i) {
    const double* row = values_.data() + i * width_;
    const std::size_t end = std::min(width_, n_ - i);
    double sum = y[i] + row[0] * x[i];
    for (std::size_t k = 1; k < end; ++k)
      sum += row[k] * x.data()[i + k];
    y[i] = sum;
    add_multiple(row, x[i], end, y.data() + i);
  }
  return y;
}

// Row by row: D on the diagonal, L^T beside it.
std::vector<double> BandSystem::factorized() const {
  std::vector<double> values = values_;
  std::vector<double> factors(width_);
  for (std::size_t i = 0; i < n_; ++i) {
    double* row = values.data() + i * width_;
    const std::size_t end = std::min(width_, n_ - i);
    const double diagonal = row[0];
    std::transform(row + 1, row + end, factors.begin() + 1,
                   [diagonal](double value) { return value / diagonal; });
    eliminate(row, factors.data(), end, width_, row + width_);
    std::copy(factors.begin() + 1, factors.begin() + static_cast<std::ptrdiff_t>(end), row + 1);
  }
  return values;
}

std::vector<double> BandSystem::solution(std::vector<double> right) const {
  const std::vector<double> values = factorized();
  for (std::size_t i = 0; i < n_; ++i) {
    const std::size_t end = std::min(width_, n_ - i);
    add_multiple(values.data() + i * width_, -right[i], end, right.data() + i);
  }
  for (std::size_t i = n_; i-- > 0;) {
    const double* row = values.data() + i * width_;
    double rest = right[i] / row[0];
    const std::size_t end = std::min(width_, n_ - i);
    for (std::size_t k = 1; k < end; ++k)
      rest -= row[k] * right.data()[i + k];
    right[i] = rest;
  }
  return right;
}

double BandSystem::log_determinant() const {
  const std::vector<double> values = factorized();
  double sum = 0.0;
  for (std::size_t i = 0; i < n_; ++i)
    sum += std::log(values[i * width_]);
  return sum;
}

} // namespace counterpoint

#include "statistics/band_system.hpp"

#include "counterpoint/core/vector_widths.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

namespace {

// y[k] += factor row[k], from the second on.
[[gnu::always_inline]] inline void add_multiple(const double* __restrict row, double factor,
                                                std::size_t n, double* __restrict y) {
  for (std::size_t k = 1; k < n; ++k)
    y[k] += factor * row[k];
}

// Takes a row times its factors from the n - 1 rows below, `width` apart.
[[gnu::always_inline]] inline void eliminate(const double* __restrict row,
                                             const double* __restrict factors, std::size_t n,
                                             std::size_t width, double* __restrict below) {
  for (std::size_t k = 1; k < n; ++k) {
    if (row[k] == 0.0) continue;
    const double factor = factors[k];
    double* const other = below + (k - 1) * width;
    for (std::size_t l = k; l < n; ++l)
      other[l - k] -= factor * row[l];
  }
}

// Of the matrix of a BandSystem of n rows. One call for all rows: they are short.
template <class Value>
struct Band {
  Value* values;
  std::size_t n;
  std::size_t width;

  [[nodiscard]] Value* row(std::size_t i) const { return values + i * width; }
  [[nodiscard]] std::size_t end(std::size_t i) const { return std::min(width, n - i); }
};

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void add_product(const Band<const double>& band, const double* __restrict x, double* __restrict y) {
  for (std::size_t i = 0; i < band.n; ++i) {
    const double* row = band.row(i);
    const std::size_t end = band.end(i);
    double sum = y[i] + row[0] * x[i];
    for (std::size_t k = 1; k < end; ++k)
      sum += row[k] * x[i + k];
    y[i] = sum;
    add_multiple(row, x[i], end, y + i);
  }
}

// Row by row: D on the diagonal, L^T beside it. \param factors  room for those of a row
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void factorize(const Band<double>& band, double* __restrict factors) {
  for (std::size_t i = 0; i < band.n; ++i) {
    double* const row = band.row(i);
    const std::size_t end = band.end(i);
    for (std::size_t k = 1; k < end; ++k)
      factors[k] = row[k] / row[0];
    eliminate(row, factors, end, band.width, row + band.width);
    for (std::size_t k = 1; k < end; ++k)
      row[k] = factors[k];
  }
}

// \param factorized  as factorize() makes it \param right  becomes the solution
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void solve(const Band<const double>& factorized, double* __restrict right) {
  for (std::size_t i = 0; i < factorized.n; ++i)
    add_multiple(factorized.row(i), -right[i], factorized.end(i), right + i);
  for (std::size_t i = factorized.n; i-- > 0;) {
    const double* row = factorized.row(i);
    double rest = right[i] / row[0];
    for (std::size_t k = 1; k < factorized.end(i); ++k)
      rest -= row[k] * right[i + k];
    right[i] = rest;
  }
}

} // namespace

std::vector<double> BandSystem::product(const std::vector<double>& x) const {
  std::vector<double> y(n_);
  add_product({values_.data(), n_, width_}, x.data(), y.data());
  return y;
}

std::vector<double> BandSystem::factorized() const {
  std::vector<double> values = values_;
  std::vector<double> factors(width_);
  factorize({values.data(), n_, width_}, factors.data());
  return values;
}

std::vector<double> BandSystem::solution(std::vector<double> right) const {
  const std::vector<double> values = factorized();
  solve({values.data(), n_, width_}, right.data());
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

#include "match/plan/nonnegative_fit.hpp"

#include "counterpoint/core/check.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace counterpoint {

namespace {

using Matrix = std::vector<std::vector<double>>;

// Solves the normal equations by Gaussian elimination; nothing where they do not determine all.
std::optional<std::vector<double>> solve(Matrix matrix, std::vector<double> right) {
  const std::size_t n = right.size();
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t pivot = k;
    for (std::size_t row = k + 1; row < n; ++row) {
      if (std::abs(matrix[row][k]) > std::abs(matrix[pivot][k])) pivot = row;
    }
    constexpr double rounding = 1e-10; // of columns that are scaled to length 1
    if (std::abs(matrix[pivot][k]) < rounding) return std::nullopt;
    std::swap(matrix[k], matrix[pivot]);
    std::swap(right[k], right[pivot]);
    for (std::size_t row = 0; row < n; ++row) {
      if (row == k) continue;
      const double factor = matrix[row][k] / matrix[k][k];
      for (std::size_t column = k; column < n; ++column)
        matrix[row][column] -= factor * matrix[k][column];
      right[row] -= factor * right[k];
    }
  }
  for (std::size_t k = 0; k < n; ++k)
    right[k] /= matrix[k][k];
  return right;
}

// Amounts over what was measured, so that each run's share is 1.
Matrix relative(const Matrix& amounts, std::span<const double> measured) {
  Matrix shares = amounts;
  for (std::size_t run = 0; run < shares.size(); ++run) {
    for (double& share : shares[run])
      share /= measured[run];
  }
  return shares;
}

std::vector<double> lengths(const Matrix& shares, std::size_t n_terms) {
  std::vector<double> result(n_terms);
  for (const auto& run : shares) {
    for (std::size_t term = 0; term < n_terms; ++term)
      result[term] += run[term] * run[term];
  }
  for (double& length : result)
    length = std::sqrt(length);
  return result;
}

// The best coefficients of the columns alone, which are scaled to length 1.
std::optional<std::vector<double>> fit_of(const Matrix& shares,
                                          const std::vector<std::size_t>& columns) {
  Matrix normal(columns.size(), std::vector<double>(columns.size()));
  std::vector<double> right(columns.size());
  for (const auto& run : shares) {
    for (std::size_t a = 0; a < columns.size(); ++a) {
      right[a] += run[columns[a]];
      for (std::size_t b = 0; b < columns.size(); ++b)
        normal[a][b] += run[columns[a]] * run[columns[b]];
    }
  }
  return solve(std::move(normal), std::move(right));
}

double deviation(const Matrix& shares, const std::vector<double>& coefficients) {
  double sum = 0.0;
  for (const auto& run : shares) {
    double total = -1.0;
    for (std::size_t term = 0; term < coefficients.size(); ++term)
      total += run[term] * coefficients[term];
    sum += total * total;
  }
  return sum;
}

} // namespace

std::vector<double> nonnegative_fit(const std::vector<std::vector<double>>& amounts,
                                    std::span<const double> measured) {
  check(!amounts.empty() && amounts.size() == measured.size(), "a fit needs runs");
  const std::size_t n_terms = amounts[0].size();
  check(n_terms <= 12, "too many terms to try all subsets");
  Matrix shares = relative(amounts, measured);
  const std::vector<double> scale = lengths(shares, n_terms);
  for (auto& run : shares) {
    for (std::size_t term = 0; term < n_terms; ++term)
      run[term] = scale[term] > 0.0 ? run[term] / scale[term] : 0.0;
  }
  std::vector<double> best(n_terms);
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t subset = 1; subset < (std::size_t{1} << n_terms); ++subset) {
    std::vector<std::size_t> columns;
    for (std::size_t term = 0; term < n_terms; ++term) {
      if ((subset >> term & 1U) != 0) columns.push_back(term);
    }
    const auto fitted = fit_of(shares, columns);
    if (!fitted || std::ranges::any_of(*fitted, [](double c) { return c < 0.0; })) continue;
    std::vector<double> coefficients(n_terms);
    for (std::size_t k = 0; k < columns.size(); ++k)
      coefficients[columns[k]] = (*fitted)[k];
    const double here = deviation(shares, coefficients);
    if (here >= least) continue;
    least = here;
    best = coefficients;
  }
  for (std::size_t term = 0; term < n_terms; ++term)
    best[term] = scale[term] > 0.0 ? best[term] / scale[term] : 0.0;
  return best;
}

} // namespace counterpoint

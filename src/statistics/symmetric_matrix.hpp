#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

namespace counterpoint {

/// The lower triangle L of a small symmetric matrix L L^T (Cholesky); none where it is not positive
/// definite.
[[nodiscard]] inline std::optional<std::vector<std::vector<double>>>
cholesky(std::vector<std::vector<double>> matrix) {
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = matrix[i][j];
      for (std::size_t k = 0; k < j; ++k)
        rest -= matrix[i][k] * matrix[j][k];
      if (j < i) {
        matrix[i][j] = rest / matrix[j][j];
      } else if (rest > 0.0) {
        matrix[i][i] = std::sqrt(rest);
      } else {
        return std::nullopt;
      }
    }
  }
  return matrix;
}

/// x of L L^T x = right.
[[nodiscard]] inline std::vector<double> solve(const std::vector<std::vector<double>>& lower,
                                               std::vector<double> right) {
  const std::size_t n = right.size();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k)
      right[i] -= lower[i][k] * right[k];
    right[i] /= lower[i][i];
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k)
      right[i] -= lower[k][i] * right[k];
    right[i] /= lower[i][i];
  }
  return right;
}

} // namespace counterpoint

#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace counterpoint {

/// A symmetric positive definite matrix that is 0 but for the main diagonal and some beside it.
class BandSystem {
public:
  /// \param n_beside  diagonals on either side of the main one
  BandSystem(std::size_t n, std::size_t n_beside)
      : n_{n}, width_{n_beside + 1}, values_(n * width_) {}

  [[nodiscard]] std::size_t size() const { return n_; }
  /// Adds to an element. \pre column - row is between 0 and n_beside
  void add(std::size_t row, std::size_t column, double value) {
    values_[row * width_ + (column - row)] += value;
  }
  [[nodiscard]] std::vector<double> product(const std::vector<double>& x) const;
  /// The x for which product(x) is `right`.
  [[nodiscard]] std::vector<double> solution(std::vector<double> right) const;
  [[nodiscard]] double log_determinant() const;

private:
  // By L D L^T.
  [[nodiscard]] std::vector<double> factorized() const;

  std::size_t n_;
  std::size_t width_;
  std::vector<double> values_; // [row][column - row]
};

} // namespace counterpoint

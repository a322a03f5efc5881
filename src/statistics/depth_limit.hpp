#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace counterpoint {

/// The limits of the stars of a place: normal, so that a star is listed with a chance that falls
/// from 1 to 0 about the limit. Without a limit all are.
struct DepthLimit {
  double limit = std::numeric_limits<double>::quiet_NaN(); ///< mag
  double width = 0.0;                                      ///< mag; standard deviation

  /// By MagnitudeClasses, the mean over a class; 1 of missing magnitudes.
  [[nodiscard]] std::vector<double> completeness() const;
};

/// The limits that are tried, the first of which is none.
class DepthLimits {
public:
  /// \param n  stars by MagnitudeClasses: the limits are among them
  explicit DepthLimits(std::span<const double> n);

  [[nodiscard]] const DepthLimit& operator[](std::size_t i) const { return tried_[i]; }

  /// Of each limit, ln L of the magnitudes of these stars but for their number times ln_listed().
  [[nodiscard]] std::vector<double> log_likelihoods(std::span<const std::int64_t> stars) const;
  /// Of each limit, ln of the stars that are listed. \param n  stars by class where none is missed
  [[nodiscard]] std::vector<double> ln_listed(std::span<const double> n) const;

private:
  // Of each limit, the sum of `by_class` times these values of the classes.
  [[nodiscard]] std::vector<double> sums(const std::vector<double>& of_limits,
                                         std::span<const double> by_class) const;

  std::size_t first_ = 0; // class
  std::size_t n_classes_ = 0;
  std::vector<DepthLimit> tried_;
  std::vector<double> parts_; // [limit][class]: what is listed
  std::vector<double> logarithms_;
};

} // namespace counterpoint

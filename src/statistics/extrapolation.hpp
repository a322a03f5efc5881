#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace counterpoint {

/// Two steps in a row of an iteration, by coordinate.
struct TwoSteps {
  std::vector<double> first;
  std::vector<double> bend; // the second step less the first
};

/// How far beyond the second step they are heading: the squared extrapolation S3 of Varadhan &
/// Roland 2008, Scand. J. Statist. 35, 335. No coordinate goes farther than 1.
inline std::vector<double> extrapolation(const TwoSteps& steps) {
  const auto square = [](const std::vector<double>& x) {
    return std::inner_product(x.begin(), x.end(), x.begin(), 0.0);
  };
  const double step2 = square(steps.first);
  const double bend2 = square(steps.bend);
  const double length = bend2 > 0.0 ? std::max(1.0, std::sqrt(step2 / bend2)) : 1.0;
  std::vector<double> further;
  further.reserve(steps.first.size());
  for (std::size_t i = 0; i < steps.first.size(); ++i) {
    // From the second step on: start + 2 length step + length^2 bend.
    const double change =
        2.0 * (length - 1.0) * steps.first[i] + (length * length - 1.0) * steps.bend[i];
    further.push_back(std::clamp(change, -1.0, 1.0));
  }
  return further;
}

/// Keeps an extrapolated q from going more than half of the way from Q to 1.
inline void limit_sum(std::vector<double>& q, double q_total) {
  const double sum = std::accumulate(q.begin(), q.end(), 0.0);
  const double largest_sum = 0.5 * (1.0 + q_total);
  if (!(sum > largest_sum)) return;
  for (double& value : q)
    value *= largest_sum / sum;
}

} // namespace counterpoint

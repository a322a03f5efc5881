#pragma once

#include <span>
#include <vector>

namespace counterpoint {

/// Local. Coefficients c >= 0 that bring sum_j c_j amounts[i][j] nearest to measured[i], by the sum
/// of squared relative deviations (each run counts alike, however long it took). All subsets of
/// coefficients that may be positive are tried: they are few. A coefficient is 0 where no run says
/// anything about it.
/// \param amounts  [run][term]; at most 12 terms \param measured  positive
[[nodiscard]] std::vector<double> nonnegative_fit(const std::vector<std::vector<double>>& amounts,
                                                  std::span<const double> measured);

} // namespace counterpoint

#pragma once

#include "counterpoint/statistics/likelihood_fit.hpp"

#include <cstddef>

namespace counterpoint {

/// Two features that go together.
struct FeatureCorrelation {
  std::size_t first = 0;
  std::size_t second = 0;
  double coefficient = 0.0; ///< at a given magnitude; 0 where there are no two features
  double n = 0.0;           ///< stars, or counterparts, that it is of
  /// Not of the values but, of one or of both, of the squares of what they deviate from the mean:
  /// one is large where the other is far from it, on either side.
  bool is_of_squares = false;

  /// Do they go together so far, and so surely, that their product claims too much?
  [[nodiscard]] bool is_conspicuous() const;
};

/// Collective, as LikelihoodData::sum is. The two features that go together most: of the
/// counterparts (candidates weighed by P), or of the other stars (by 1 - P). Both may have features
/// that are independent and yet differ between the two; then all candidates together have features
/// that go together, which says nothing against their product.
[[nodiscard]] FeatureCorrelation largest_correlation(const LikelihoodData& data,
                                                     const LikelihoodRatioModel& model);

} // namespace counterpoint

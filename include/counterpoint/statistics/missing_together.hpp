#pragma once

#include "counterpoint/statistics/feature_model.hpp"
#include "counterpoint/statistics/likelihood_fit.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace counterpoint {

/// A feature whose values are missing for the same stars as those of one that was asked for before
/// it, as of two columns of one list; or for the others.
struct MissingTogether {
  std::size_t with; ///< the feature before it
  /// Of the two missing at a given magnitude: 1 for the same stars, -1 for all others.
  double correlation;
};

/// Collective, as LikelihoodData::sum is. For each feature the one before it that its missing
/// values go with most; none where they go with none so far, and so surely, that to count both
/// would count one thing twice.
[[nodiscard]] std::vector<std::optional<MissingTogether>>
find_missing_together(const LikelihoodData& data, std::size_t n_features);

} // namespace counterpoint

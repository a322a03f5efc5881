#pragma once

#include "counterpoint/statistics/feature_model.hpp"
#include "counterpoint/statistics/likelihood_fit.hpp"
#include "counterpoint/statistics/missing_together.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace counterpoint {

/// A model with features, and what they are worth.
struct FeatureFit {
  /// With features that say nothing where they gain too little.
  LikelihoodRatioModel model;
  /// What the features gain in ln L over Ks alone, of sources that they were not fitted to.
  double log_likelihood_gain = 0.0;
  bool is_used = false; ///< do they gain enough?
  /// Of each feature: that its value is missing is said by another.
  std::vector<std::optional<MissingTogether>> missing_together = {};
};

/// Collective, as LikelihoodData::sum is. Fits q(m) and, for each feature, q(c|m), by
/// expectation-maximisation: the features are taken to be independent at a given magnitude
/// (docs/method.md, section 5).
/// \param stars  of each feature, of all ranks
/// \param without  the model without features, fitted to the same data
/// \param by_depth  the features whose value a star lacks where a second catalogue is not deep
///   enough for it: how much more often counterparts lack it then goes with their magnitude
[[nodiscard]] FeatureFit fit_features(const LikelihoodData& data,
                                      std::span<const FeatureStars> stars,
                                      const LikelihoodRatioModel& without,
                                      std::span<const std::size_t> by_depth = {});

} // namespace counterpoint

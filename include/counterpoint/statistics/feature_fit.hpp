#pragma once

#include "counterpoint/sources/feature_tally.hpp"
#include "counterpoint/statistics/likelihood_fit.hpp"

namespace counterpoint {

/// A model with features, and what they are worth.
struct FeatureFit {
  LikelihoodRatioModel model;
  double log_likelihood_gain = 0.0; ///< over the model without features
};

/// Collective, as LikelihoodData::sum is. Fits q(m) and, for each feature, q(c|m), by
/// expectation-maximisation: the features are taken to be independent at a given magnitude.
/// \param tally  of the features, of all ranks
/// \param without  the model without features, fitted to the same data
[[nodiscard]] FeatureFit fit_features(const LikelihoodData& data, const FeatureTally& tally,
                                      const LikelihoodRatioModel& without);

} // namespace counterpoint

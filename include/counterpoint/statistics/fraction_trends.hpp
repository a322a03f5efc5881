#pragma once

#include "counterpoint/statistics/likelihood_fit.hpp"

namespace counterpoint {

/// Does the fraction with a counterpart go with a property of the X-ray sources, beyond what the
/// model knows?
struct FractionTrend {
  /// By how many standard deviations it goes up with it: the score of a slope of the logit of Q,
  /// over its scatter.
  double sigmas = 0.0;
  double spread = 0.0; ///< standard deviation of the property over the sources
};

/// Of ln sigma_x, and of the logarithm of the density of the stars round them.
struct FractionTrends {
  FractionTrend with_error;
  FractionTrend with_density;
};

/// Collective, as LikelihoodData::sum is. \param model  fitted to all of `data`
[[nodiscard]] FractionTrends fraction_trends(const LikelihoodData& data,
                                             const LikelihoodRatioModel& model);

} // namespace counterpoint

#pragma once

#include "counterpoint/statistics/error_model.hpp"

#include <vector>

namespace counterpoint {

/// What the separations say of the factor of each class.
struct ClassFactors {
  std::vector<double> factors;      ///< in units of the factor of all, drawn to one another
  std::vector<double> errors;       ///< their relative standard errors
  double log_likelihood_gain = 0.0; ///< over one factor for all
  double gain_needed = 0.0;         ///< that chance rarely brings
};

/// Collective, as LikelihoodData::sum is. The factor of each class by maximum likelihood, with q
/// and Q of its own sources, drawn to that of all as much as the classes are alike: their
/// logarithms are taken to scatter normally, by as much as makes those found most likely. \param
/// base  the model with one factor for all \param lr  q and Q of all sources
[[nodiscard]] ClassFactors fit_class_factors(const LikelihoodData& data,
                                             const LikelihoodRatioModel& lr, const ErrorModel& base,
                                             std::size_t n_classes);

} // namespace counterpoint

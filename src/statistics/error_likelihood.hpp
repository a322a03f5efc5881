#pragma once

#include "counterpoint/statistics/error_model.hpp"

namespace counterpoint {

/// Collective, as LikelihoodData::sum is. ln L with the model applied to the errors, q and Q held.
[[nodiscard]] double log_likelihood_with(const ErrorModel& errors, const LikelihoodRatioModel& lr,
                                         const LikelihoodData& data);

/// Collective, as LikelihoodData::sum is. q and Q where the model is applied to the errors.
[[nodiscard]] LikelihoodRatioModel fit_with(const ErrorModel& errors, const LikelihoodData& data,
                                            const LikelihoodRatioModel& start);

/// Collective, as LikelihoodData::sum is. Mean of the X-ray errors, along the major axes.
[[nodiscard]] Angle typical_error(const LikelihoodData& data);

} // namespace counterpoint

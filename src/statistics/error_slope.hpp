#pragma once

#include "counterpoint/statistics/likelihood_fit.hpp"

namespace counterpoint {

/// Collective, as LikelihoodData::sum is. Finds how Q goes with the X-ray error within the classes
/// (one slope for all of them), by the likelihood, and puts slope and pivots into model.classes:
/// the mean of Q over the sources of a class stays. \return the slope; 0 where it gains too little
double fit_error_slope(const LikelihoodData& data, LikelihoodRatioModel& model);

} // namespace counterpoint

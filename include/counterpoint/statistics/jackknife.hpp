#pragma once

#include "counterpoint/statistics/likelihood_fit.hpp"

#include <vector>

namespace counterpoint {

/// Standard errors of a fitted magnitude model: of what is listed of q and Q.
struct MagnitudeModelErrors {
  std::vector<double> q; ///< by MagnitudeClasses
  double q_total = 0.0;  ///< NaN where no part of the sources changes it
};

/// Standard errors by the delete-a-group jackknife (Kott 2001, J. Official Stat. 17, 521): the
/// model is fitted again without each tenth of the X-ray sources, by xray_id; what the fits
/// scatter, smoothing and limits included, is the error. Small where the fit sticks to 0.
/// \param terms  of the data, with the features of the model
/// \param model  fitted to all of `data`
[[nodiscard]] MagnitudeModelErrors jackknife_errors(const LikelihoodData& data,
                                                    const LikelihoodTerms& terms,
                                                    const LikelihoodRatioModel& model);

} // namespace counterpoint

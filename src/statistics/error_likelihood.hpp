#pragma once

#include "counterpoint/statistics/error_model.hpp"
#include "statistics/offset_densities.hpp"

#include <vector>

namespace counterpoint {

/// ln L as a function of the errors, q and Q held.
class ErrorLikelihood {
public:
  /// \param lr  without classes or features
  ErrorLikelihood(const LikelihoodRatioModel& lr, const LikelihoodData& data);

  /// Collective, as LikelihoodData::sum is. With the model applied to the errors.
  [[nodiscard]] double at(const ErrorModel& errors);

private:
  const LikelihoodRatioModel& lr_;
  const LikelihoodData& data_;
  OffsetDensities offsets_;
  std::vector<double> q_totals_;        // of each place
  std::vector<double> magnitude_terms_; // of each candidate: q / n, with the local density
};

/// Collective, as LikelihoodData::sum is. q and Q where the model is applied to the errors.
/// \param start  without classes or features
[[nodiscard]] LikelihoodRatioModel fit_with(const ErrorModel& errors, const LikelihoodData& data,
                                            const LikelihoodRatioModel& start);

/// Collective, as LikelihoodData::sum is. Mean of the X-ray errors, along the major axes.
[[nodiscard]] Angle typical_error(const LikelihoodData& data);

} // namespace counterpoint

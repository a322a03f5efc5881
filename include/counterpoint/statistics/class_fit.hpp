#pragma once

#include "counterpoint/statistics/likelihood_fit.hpp"

#include <cstdint>
#include <limits>
#include <vector>

namespace counterpoint {

/// How strongly classes of X-ray sources are drawn to the model of all sources: infinite where one
/// model is as good for all.
struct ClassPrior {
  /// The common fraction with a counterpart counts as much as that of so many sources more.
  double n_sources = std::numeric_limits<double>::infinity();
  /// The common magnitudes count as much as those of so many counterparts more.
  double n_counterparts = std::numeric_limits<double>::infinity();
};

/// What was found of the classes; equal on all ranks.
struct ClassFit {
  std::vector<ClassModel> models;      ///< by class
  std::vector<double> q_listed;        ///< what of Q is listed, mean over the sources of the class
  std::vector<double> q_errors;        ///< standard errors of q_listed
  std::vector<std::int64_t> n_sources; ///< of all ranks
  ClassPrior prior;
  double error_slope =
      0.0; ///< ClassModel::slope, common to all classes; 0 where it gains too little
  /// What the classes gain in ln L over the common model, of sources that they were not fitted to.
  double log_likelihood_gain = 0.0;
};

/// Collective, as LikelihoodData::sum is. Fits the sources of each class by themselves and draws
/// the results to the common model, as strongly as predicts best each quarter of the sources from
/// the others (docs/method.md, section 5).
/// \param terms  of the data, with the features of `common`
/// \param common  fitted to all of `data`
/// \param q_error  standard error of its listed_q_total()
[[nodiscard]] ClassFit fit_classes(const LikelihoodData& data, const LikelihoodTerms& terms,
                                   const LikelihoodRatioModel& common, double q_error,
                                   std::size_t n_classes);

} // namespace counterpoint

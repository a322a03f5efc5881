#pragma once

#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/statistics/fit_sources.hpp"
#include "counterpoint/statistics/likelihood_ratio.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace counterpoint {

/// Adds values over all ranks; given by the caller, so that the fit itself knows no MPI.
using SumOverRanks = std::function<void(std::span<ExactSum>)>;

/// What a fit works on.
struct LikelihoodData {
  FitSources sources;                            ///< this rank's X-ray sources in the footprint
  std::int64_t n_sources = 0;                    ///< of all ranks
  std::span<const std::int64_t> infrared_counts; ///< by class, of all ranks
  double occupied_area_arcsec2 = 0.0;
  Angle infrared_sigma; ///< mean
  SumOverRanks sum;     ///< called the same number of times on all ranks
  std::shared_ptr<const DepthModel> depth = nullptr; ///< none: all places are alike
};

/// Fits q by expectation-maximisation (Dempster, Laird & Rubin 1977) of the likelihood of the
/// candidates seen, each X-ray source having none or one counterpart: responsibilities as
/// probabilities, counterparts outside the acceptance radius, or too faint to be listed at their
/// place, included by their expectation. What
/// the data leave open comes from most_probable_q().
/// \param start  a model of the same data to begin with, whose prior is kept; by default one source
///   in ten has a counterpart, of any magnitude that the infrared catalogue has; the prior is flat
[[nodiscard]] LikelihoodRatioModel
fit_likelihood_ratio(const LikelihoodData& data, const LikelihoodRatioModel* start = nullptr);

/// The same under each MagnitudePrior, of which the one is kept that makes the data the more
/// probable (docs/method.md, section 5).
[[nodiscard]] LikelihoodRatioModel fit_likelihood_ratio_and_prior(const LikelihoodData& data);

/// sum over sources of ln(sum of weights + none): the logarithm of the likelihood, over all ranks.
[[nodiscard]] double log_likelihood(const LikelihoodRatioModel& model, const LikelihoodData& data);

} // namespace counterpoint

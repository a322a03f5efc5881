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

class FixedTerms;

/// Local. What of the likelihood of the X-ray sources stays the same while q is fitted: found once
/// for all fits of the same sources with the same features.
class LikelihoodTerms {
public:
  /// Without features.
  explicit LikelihoodTerms(const LikelihoodData& data);
  /// With what the features of the model say.
  LikelihoodTerms(const LikelihoodData& data, const LikelihoodRatioModel& model);

  [[nodiscard]] const FixedTerms& operator*() const { return *terms_; }
  [[nodiscard]] const FixedTerms* operator->() const { return terms_.get(); }

private:
  std::shared_ptr<const FixedTerms> terms_;
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

/// The same under each MagnitudePrior, of which the one is kept that makes the data the most
/// probable (docs/method.md, section 5).
/// \param terms  of the data, without features
[[nodiscard]] LikelihoodRatioModel fit_likelihood_ratio_and_prior(const LikelihoodData& data,
                                                                  const LikelihoodTerms& terms);

/// sum over sources of ln(sum of weights + none): the logarithm of the likelihood, over all ranks.
/// \param terms  of the data, with the features of the model
[[nodiscard]] double log_likelihood(const LikelihoodRatioModel& model, const FixedTerms& terms,
                                    const LikelihoodData& data);

} // namespace counterpoint

#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/statistics/class_fit.hpp"
#include "counterpoint/statistics/error_model.hpp"
#include "counterpoint/statistics/feature_correlation.hpp"
#include "counterpoint/statistics/feature_fit.hpp"
#include "counterpoint/statistics/fraction_trends.hpp"
#include "counterpoint/statistics/jackknife.hpp"
#include "counterpoint/statistics/missing_together.hpp"
#include "counterpoint/statistics/probabilities.hpp"
#include "match/candidates.hpp"
#include "match/depth_map.hpp"
#include "match/local_features.hpp"
#include "match/match_inputs.hpp"
#include "match/match_options.hpp"
#include "match/source_terms.hpp"

#include <optional>

namespace counterpoint {

/// What features beside Ks do for the probabilities.
struct FeatureWorth {
  PlacesOfFeatures places;
  double log_likelihood_gain = 0.0; ///< FeatureFit::log_likelihood_gain
  bool is_used = false;
  FeatureCorrelation correlation; ///< of the two that go together most
  std::vector<std::optional<MissingTogether>> missing_together; ///< FeatureFit::missing_together
};

/// What the probabilities start from, fitted to the candidates; equal on all ranks.
struct FittedModel {
  ErrorModelFit errors;           ///< what the separations say of the declared errors
  bool errors_are_fitted = false; ///< are the errors of `terms` those of the fit?
  SourceTerms terms;              ///< with the X-ray errors as used
  ProbabilityModel model;
  MagnitudeModelErrors q_errors;
  CandidateCounts counts;               ///< what the cumulative models are made of
  double log_likelihood_gain = 0.0;     ///< of the magnitudes over no counterparts at all
  std::optional<ClassFit> classes;      ///< none where they were not asked for; those of `model`
  std::optional<FeatureWorth> features; ///< none where Ks alone was asked for; those of `model`
  std::optional<DepthMap> depth;        ///< none where one n(m) and one Q are taken for all places
  FractionTrends trends;                ///< of Q, beyond what the model knows
};

/// The fits that take the most time, and follow from the same data as the others.
struct SlowFits {
  ErrorModelFit errors;
  MagnitudeModelErrors q_errors;
};

/// What a model is fitted to.
struct ToBeFitted {
  const Candidates& candidates;
  TermsOfPlaces places; ///< with the X-ray errors as declared
  PlacesOfFeatures features = {};
  std::optional<SlowFits> known = {}; ///< of the same candidates and places, from before
};

/// Collective. Fits the error model, which is applied where the options ask for it, and then the
/// magnitude models of all three estimators.
/// \param data  its errors become those of the model
[[nodiscard]] FittedModel fit_model(const Communicator& comm, const MatchOptions& options,
                                    const MatchInputs& inputs, ToBeFitted&& data);

} // namespace counterpoint

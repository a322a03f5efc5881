#include "match/fitted_model.hpp"

#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/statistics/likelihood_fit.hpp"

#include <cstddef>
#include <vector>

namespace counterpoint {

namespace {

// The model that the options ask for; a fitted one only where the fit is good enough.
ErrorModel model_to_apply(const ErrorModelOptions& options, const ErrorModelFit& fit) {
  if (options.factor) return {*options.factor};
  return fit.is_usable() ? fit.model : ErrorModel{};
}

// The features that a star has only if a certain one of two infrared catalogues lists it.
std::vector<std::size_t> features_by_depth(const MatchOptions& options) {
  std::vector<std::size_t> by_depth;
  for (std::size_t f = 0; options.second_infrared && f < options.infrared.features.size(); ++f) {
    const FeatureRequest& first = options.infrared.features[f];
    const FeatureRequest& second = options.second_infrared->features[f];
    if (first.of_both != OfBothCatalogues::no || first.is_here() != second.is_here())
      by_depth.push_back(f);
  }
  return by_depth;
}

} // namespace

FittedModel fit_model(const Communicator& comm, const MatchOptions& options,
                      const MatchInputs& inputs, ToBeFitted&& to_be_fitted) {
  const Candidates& candidates = to_be_fitted.candidates;
  TermsOfPlaces& places = to_be_fitted.places;
  std::optional<SlowFits>& known = to_be_fitted.known;
  SourceTerms& terms = places.terms;
  const InfraredTally& tally = inputs.infrared.tally;
  const double area_arcsec2 = inputs.footprint.area_arcsec2();
  const FitSources sources = considered_sources(candidates, terms.by_xray_id);
  LikelihoodData data{sources.kept(),
                      terms.n_considered,
                      tally.class_counts,
                      area_arcsec2,
                      tally.mean_sigma(),
                      [&](std::span<ExactSum> values) { comm.sum(values); },
                      places.depth ? places.depth->model : nullptr};
  ErrorModelFit errors =
      known ? std::move(known->errors)
            : fit_error_model(data, options.errors.terms, terms.class_names.size());
  terms.by_xray_id.apply(model_to_apply(options.errors, errors));
  data.sources = sources.kept(); // with these errors
  LikelihoodTerms likelihood{data};
  LikelihoodRatioModel lr = fit_likelihood_ratio_and_prior(data, likelihood);
  const double gain = log_likelihood(lr, *likelihood, data);
  std::optional<FeatureWorth> features;
  if (tally.features.n_features() > 0) {
    PlacesOfFeatures& seen = to_be_fitted.features;
    std::vector<FeatureStars> stars;
    for (std::size_t f = 0; f < tally.features.n_features(); ++f)
      stars.push_back(seen.stars(tally.features, f));
    FeatureFit fit = fit_features(data, stars, lr, features_by_depth(options));
    lr = std::move(fit.model);
    seen.forget_stars();
    features = {std::move(seen), fit.log_likelihood_gain, fit.is_used,
                largest_correlation(data, lr), std::move(fit.missing_together)};
    likelihood = LikelihoodTerms{data, lr};
  }
  MagnitudeModelErrors q_errors =
      known ? std::move(known->q_errors) : jackknife_errors(data, likelihood, lr);
  std::optional<ClassFit> classes;
  if (!terms.class_names.empty()) {
    classes = fit_classes(data, likelihood, lr, q_errors.q_total, terms.class_names.size());
    lr.classes = classes->models;
  }
  const FractionTrends trends = fraction_trends(data, lr);
  CandidateCounts counts = count_candidates(comm, inputs.bins(), candidates, terms);
  const ProbabilityModel model{
      inputs.bins(), lr, mauerhan_model(counts.brightest, terms.n_considered, tally, area_arcsec2),
      notebook_model(counts.brightest, tally, area_arcsec2)};
  const bool are_fitted = !options.errors.factor && errors.is_usable();
  return {std::move(errors),
          are_fitted,
          std::move(terms),
          model,
          std::move(q_errors),
          std::move(counts),
          gain,
          std::move(classes),
          std::move(features),
          std::move(places.depth),
          trends};
}

} // namespace counterpoint

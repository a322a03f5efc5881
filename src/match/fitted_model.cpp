#include "match/fitted_model.hpp"

#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/statistics/likelihood_fit.hpp"

namespace counterpoint {

namespace {

// The scale that the options ask for; a fitted one only where the fit is good enough.
ErrorScale scale_to_apply(const MatchOptions& options, const ErrorScaleFit& fit) {
  if (options.error_scale) return {*options.error_scale, {}};
  return fit.is_usable() ? fit.scale : ErrorScale{};
}

} // namespace

double FittedModel::expected_counterparts() const {
  if (!classes) return model.lr.q_total * static_cast<double>(terms.n_considered);
  double expected = 0.0;
  for (std::size_t c = 0; c < classes->models.size(); ++c)
    expected += classes->models[c].q_total * static_cast<double>(classes->n_sources[c]);
  return expected;
}

FittedModel fit_model(const Communicator& comm, const MatchOptions& options,
                      const MatchInputs& inputs, const Candidates& candidates,
                      SourceTerms&& terms) {
  const InfraredTally& tally = inputs.infrared.tally;
  const double area_arcsec2 = inputs.footprint.area_arcsec2();
  auto sources = considered_sources(candidates, terms.by_xray_id);
  const LikelihoodData data{
      sources,      terms.n_considered, tally.class_counts,
      area_arcsec2, tally.mean_sigma(), [&](std::span<ExactSum> values) { comm.sum(values); }};
  const ErrorScaleFit error_scale = fit_error_scale(data);
  const ErrorScale scale = scale_to_apply(options, error_scale);
  terms.by_xray_id.change(
      [&](std::size_t, XrayTerms& of_source) { of_source.sigma = scale.sigma(of_source.sigma); });
  for (XrayCandidates& source : sources) // `data` has a view of them
    source.terms.sigma = scale.sigma(source.terms.sigma);
  LikelihoodRatioModel lr = fit_likelihood_ratio(data);
  const double gain = log_likelihood(lr, data);
  std::optional<FeatureWorth> features;
  if (tally.features.n_features() > 0) {
    FeatureFit fit = fit_features(data, tally.features, lr);
    lr = std::move(fit.model);
    features = {fit.log_likelihood_gain, fit.is_used, largest_correlation(data, lr.features)};
  }
  MagnitudeModelErrors q_errors = jackknife_errors(data, lr);
  std::optional<ClassFit> classes;
  if (!terms.class_names.empty()) {
    classes = fit_classes(data, lr, q_errors.q_total, terms.class_names.size());
    lr.classes = classes->models;
  }
  CandidateCounts counts = count_candidates(comm, inputs.bins(), candidates, terms);
  const ProbabilityModel model{
      inputs.bins(), lr, mauerhan_model(counts.brightest, terms.n_considered, tally, area_arcsec2),
      notebook_model(counts.brightest, tally)};
  return {error_scale, std::move(terms),   model,   std::move(q_errors), std::move(counts),
          gain,        std::move(classes), features};
}

} // namespace counterpoint

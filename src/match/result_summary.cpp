#include "counterpoint/output/provenance.hpp"
#include "match/doubts.hpp"
#include "match/results.hpp"

#include <cmath>
#include <limits>

namespace counterpoint {

namespace {
// What the data leave open is blank in the file.
double finite_or_blank(double value) {
  return std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN();
}

bool is_near_parabola(MagnitudePrior prior) {
  return prior == MagnitudePrior::parabolic || prior == MagnitudePrior::peaked;
}

// Infrared rows, without those that repeat a star.
std::int64_t n_kept(const CleaningSummary& infrared) {
  std::int64_t n = -infrared.n_merged;
  for (std::size_t i = 0; i < infrared.by_reason.size(); ++i)
    n += is_kept(static_cast<InfraredReason>(i)) ? infrared.by_reason[i] : 0;
  return n;
}

void add_second(const SecondCatalogue& second, std::vector<OutputAttribute>& attributes) {
  const CleaningSummary& cleaning = second.cleaning;
  const JoinSummary& join = second.join;
  attributes.insert(attributes.end(), {{"infrared_2_position_columns", cleaning.position_columns},
                                       {"infrared_2_rows_read", cleaning.n_rows},
                                       {"infrared_2_rows_kept", n_kept(cleaning)},
                                       {"infrared_2_rows_merged", cleaning.n_merged},
                                       {"infrared_2_rows_rejected",
                                        cleaning.n_rows - n_kept(cleaning) - cleaning.n_merged},
                                       {"infrared_2_rows_moved", cleaning.n_moved},
                                       {"stars_in_both", join.n_both},
                                       {"stars_only_in_first", join.n_first - join.n_both},
                                       {"stars_only_in_second", join.n_second - join.n_both},
                                       {"stars_foreground", join.n_foreground},
                                       {"pair_offset_scale", std::sqrt(join.mean_squared_offset())},
                                       {"pair_offset_east_arcsec", join.mean_east_arcsec()},
                                       {"pair_offset_north_arcsec", join.mean_north_arcsec()},
                                       {"pair_ks_difference", join.mean_ks_difference()}});
}
} // namespace

std::vector<OutputAttribute> summary_attributes(const MatchResults& results) {
  const FittedModel& fitted = results.fitted;
  const NullComparison& null = results.null;
  const CleaningSummary& xray = results.inputs.xray.cleaning;
  const CleaningSummary& infrared = results.inputs.infrared.cleaning;
  const InfraredTally& tally = results.inputs.infrared.tally;
  const Footprint& footprint = results.inputs.footprint;
  const LikelihoodRatioModel& lr = fitted.model.lr;
  const bool has_counterparts = sees_counterparts(results);
  const auto kept = xray.by_reason[static_cast<std::size_t>(XrayReason::kept)];
  std::vector<OutputAttribute> attributes{
      {"program", "counterpoint " + program_version()},
      {"configuration", results.options.as_used},
      {"xray_position_columns", xray.position_columns},
      {"xray_rows_read", xray.n_rows},
      {"xray_rows_kept", kept},
      {"xray_rows_rejected", xray.n_rows - kept},
      {"xray_considered", fitted.terms.n_considered},
      {"xray_matched", fitted.counts.brightest.n_matched},
      {"infrared_position_columns", infrared.position_columns},
      {"infrared_rows_read", infrared.n_rows},
      {"infrared_rows_kept", n_kept(infrared)},
      {"infrared_rows_merged", infrared.n_merged},
      {"infrared_rows_rejected", infrared.n_rows - n_kept(infrared) - infrared.n_merged},
      {"infrared_rows_moved", infrared.n_moved},
      {"infrared_mean_ra_deg", tally.mean_position.ra_deg()},
      {"infrared_mean_dec_deg", tally.mean_position.dec_deg()},
      {"infrared_missing_ks", tally.n_missing()},
      {"occupied_area_arcsec2", footprint.area_arcsec2()},
      {"occupied_area_resolution_arcsec", footprint.resolution().arcsec()},
      {"bounding_box_area_arcsec2", tally.bounding_box_arcsec2()},
      {"pairs", fitted.counts.n_pairs},
      {"null_pairs_expected", null.pairs_expected},
      {"Q", lr.listed_q_total()},
      {"Q_error", fitted.q_errors.q_total},
      {"Q_log_likelihood_gain", fitted.log_likelihood_gain},
      {"q_near_parabola", std::int64_t{is_near_parabola(fitted.model.lr.prior)}},
      {"counterparts_seen", std::int64_t{has_counterparts}},
      {"q_missing_ks", lr.listed_q().back()},
      {"q_missing_ks_error", fitted.q_errors.q.back()},
      {"n_missing_ks_arcsec2", lr.listed_n().back()},
      {"f_missing_ks", fitted.model.mauerhan.f_missing},
      {"rho_missing_ks_arcsec2", fitted.model.mauerhan.rho_missing},
      {"pairs_brighter", null.outside[0].n_real},
      {"null_pairs_brighter_expected", null.outside[0].null_expected},
      {"pairs_fainter", null.outside[1].n_real},
      {"null_pairs_fainter_expected", null.outside[1].null_expected},
      {"pairs_missing_ks", null.outside[2].n_real},
      {"null_pairs_missing_ks_expected", null.outside[2].null_expected},
      {"null_pairs_own", null.own_counterparts},
      {"excess", null.excess},
      {"excess_error", null.excess_error},
      {"error_scale_factor", fitted.errors.model.factor},
      {"error_scale_factor_error", finite_or_blank(fitted.errors.factor_error)},
      {"error_scale_floor_arcsec", fitted.errors.model.floor.arcsec()},
      {"error_scale_log_likelihood_gain", fitted.errors.log_likelihood_gain},
      {"error_scale_at_bound", std::int64_t{fitted.errors.is_at_bound()}},
      {"matched_rigid_mean", results.clustering.rigid_mean},
      {"matched_rigid_error", results.clustering.rigid_error},
      {"matched_independent_expected", results.clustering.independent_expected},
      {"threshold_5_percent_false", has_counterparts ? results.calibration.threshold_5_percent_false
                                                     : std::numeric_limits<double>::quiet_NaN()},
      {"acceptance_completeness", results.probabilities.expected.acceptance_completeness()},
      {"sum_p_lr", results.probabilities.sum_lr},
      {"sum_p_mauerhan", results.probabilities.sum_mauerhan},
      {"sum_p_notebook", results.probabilities.sum_notebook},
      {"global_p_value", null.global_p_value},
  };
  if (results.options.environments.are_wanted()) {
    attributes.push_back({"candidate_radius_arcsec", results.options.environments.radius.arcsec()});
  }
  if (results.inputs.second) add_second(*results.inputs.second, attributes);
  if (fitted.features) {
    attributes.insert(
        attributes.end(),
        {{"feature_log_likelihood_gain", fitted.features->log_likelihood_gain},
         {"features_used", std::int64_t{fitted.features->is_used}},
         {"features_local", static_cast<std::int64_t>(fitted.features->places.n_varying())},
         {"features_in_part",
          static_cast<std::int64_t>(fitted.features->places.n_measured_in_part())},
         {"feature_correlation", fitted.features->correlation.coefficient}});
  }
  if (fitted.classes) {
    attributes.insert(attributes.end(),
                      {{"class_prior_sources", fitted.classes->prior.n_sources},
                       {"class_prior_counterparts", fitted.classes->prior.n_counterparts},
                       {"class_error_slope", fitted.classes->error_slope},
                       {"class_log_likelihood_gain", fitted.classes->log_likelihood_gain}});
  }
  if (fitted.depth) {
    attributes.insert(attributes.end(),
                      {{"depth_places", std::int64_t{std::ssize(fitted.depth->model->places)}},
                       {"Q_of_deepest", lr.q_total}});
  }
  if (results.alignment) {
    const BlindOffset& found = results.alignment->found;
    attributes.insert(attributes.end(),
                      {{"align_applied", std::int64_t{results.alignment->is_applied}},
                       {"align_excess_significance", found.excess_significance},
                       {"align_shift_east_arcsec", found.offset.east.arcsec()},
                       {"align_shift_north_arcsec", found.offset.north.arcsec()},
                       {"align_error_east_arcsec", found.error.east.arcsec()},
                       {"align_error_north_arcsec", found.error.north.arcsec()},
                       {"align_significance", found.significance.sigmas}});
  }
  PositionMean xray_mean;
  for (const XraySource& source : results.inputs.xray.catalogue.sources) {
    if (source.position) xray_mean.add(*source.position);
  }
  attributes.push_back({"xray_mean_ra_deg", xray_mean.ra_deg()});
  attributes.push_back({"xray_mean_dec_deg", xray_mean.dec_deg()});
  return attributes;
}

} // namespace counterpoint

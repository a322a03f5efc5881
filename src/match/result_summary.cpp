#include "counterpoint/core/text.hpp"
#include "counterpoint/output/provenance.hpp"
#include "match/results.hpp"

#include <algorithm>
#include <cmath>

namespace counterpoint {

std::vector<OutputAttribute> summary_attributes(const MatchResults& results) {
  const FittedModel& fitted = results.fitted;
  const NullComparison& null = results.null;
  const CleaningSummary& xray = results.inputs.xray.cleaning;
  const CleaningSummary& infrared = results.inputs.infrared.cleaning;
  const InfraredTally& tally = results.inputs.infrared.tally;
  const Footprint& footprint = results.inputs.footprint;
  const LikelihoodRatioModel& lr = fitted.model.lr;
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
      {"infrared_rows_kept", tally.n_rows()},
      {"infrared_rows_rejected", infrared.n_rows - tally.n_rows()},
      {"infrared_rows_moved", infrared.n_moved},
      {"infrared_mean_ra_deg", tally.mean_position.ra_deg()},
      {"infrared_mean_dec_deg", tally.mean_position.dec_deg()},
      {"infrared_missing_ks", tally.n_missing()},
      {"occupied_area_arcsec2", footprint.area_arcsec2()},
      {"occupied_area_resolution_arcsec", footprint.resolution().arcsec()},
      {"bounding_box_area_arcsec2", tally.bounding_box_arcsec2()},
      {"pairs", fitted.counts.n_pairs},
      {"null_pairs_expected", null.pairs_expected},
      {"Q", lr.q_total},
      {"Q_error", fitted.q_errors.q_total},
      {"Q_log_likelihood_gain", fitted.log_likelihood_gain},
      {"q_missing_ks", lr.q.back()},
      {"q_missing_ks_error", fitted.q_errors.q.back()},
      {"n_missing_ks_arcsec2", lr.n.back()},
      {"f_missing_ks", fitted.model.mauerhan.f_missing},
      {"rho_missing_ks_arcsec2", fitted.model.mauerhan.rho_missing},
      {"null_pairs_own", null.own_counterparts},
      {"excess", null.excess},
      {"excess_error", null.excess_error},
      {"error_scale_factor", fitted.error_scale.scale.factor},
      {"error_scale_factor_error", fitted.error_scale.factor_error},
      {"error_scale_floor_arcsec", fitted.error_scale.scale.floor.arcsec()},
      {"error_scale_log_likelihood_gain", fitted.error_scale.log_likelihood_gain},
      {"matched_rigid_mean", results.clustering.rigid_mean},
      {"matched_rigid_error", results.clustering.rigid_error},
      {"matched_independent_expected", results.clustering.independent_expected},
      {"threshold_5_percent_false", results.calibration.threshold_5_percent_false},
      {"sum_p_lr", results.probabilities.sum_lr},
      {"sum_p_mauerhan", results.probabilities.sum_mauerhan},
      {"sum_p_notebook", results.probabilities.sum_notebook},
      {"global_p_value", null.global_p_value},
  };
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

std::string result_table(const MatchResults& results) {
  const FittedModel& fitted = results.fitted;
  const NullComparison& null = results.null;
  std::string text =
      "    Ks            real   shifted mean      std   exact     excess  significance   p-value\n";
  for (const HistogramBin& bin : null.histogram) {
    if (bin.n_real == 0 && bin.null_expected <= 0.0) continue;
    text += format_text("%5.2f - %5.2f %8lld %12.2f %10.2f %9.2f %9.2f ", bin.ks_low, bin.ks_high,
                        static_cast<long long>(bin.n_real), bin.null_mean, bin.null_std,
                        bin.null_expected, bin.excess);
    text +=
        std::isnan(bin.significance) ? "            -" : format_text("%13.2f", bin.significance);
    text += format_text(" %9.1e\n", bin.p_value);
  }
  text += format_text(
      "\n%s X-ray sources considered, %s with a candidate, %s pairs (%.1f expected by chance)\n"
      "fraction with a counterpart Q = %.4f +- %.4f; sum of P (lr) = %.1f, excess over chance = "
      "%.1f +- "
      "%.1f; "
      "global p-value = %.1e\n"
      "X-ray errors: true / declared = %.3f +- %.3f, floor %.2f arcsec\n",
      with_commas(fitted.terms.n_considered).c_str(),
      with_commas(fitted.counts.brightest.n_matched).c_str(),
      with_commas(fitted.counts.n_pairs).c_str(), null.pairs_expected, fitted.model.lr.q_total,
      fitted.q_errors.q_total, results.probabilities.sum_lr, null.excess, null.excess_error,
      null.global_p_value, fitted.error_scale.scale.factor, fitted.error_scale.factor_error,
      fitted.error_scale.scale.floor.arcsec());
  for (const CalibrationRow& row : results.calibration.rows) {
    if (row.threshold != 0.5 && row.threshold != 0.9) continue;
    text += format_text("P >= %.1f: %s sources, purity %.3f +- %.3f, completeness %.3f\n",
                        row.threshold, with_commas(row.n_real).c_str(), row.purity,
                        row.purity_error, row.completeness);
  }
  if (!std::isnan(results.calibration.threshold_5_percent_false)) {
    text += format_text("suggested threshold for 5 %% false matches: P >= %.2f\n",
                        results.calibration.threshold_5_percent_false);
  }
  return text;
}

std::vector<std::string> doubts(const MatchResults& results) {
  std::vector<std::string> doubts;
  const ErrorScaleFit& fit = results.fitted.error_scale;
  if (fit.is_off()) {
    doubts.push_back(
        format_text("the separations ask for X-ray errors %.2f +- %.2f times those declared "
                    "(floor %.2f arcsec): check xray.error-level, or set xray.error-scale = "
                    "fit",
                    fit.scale.factor, fit.factor_error, fit.scale.floor.arcsec()));
  }
  const ClusteringCheck& clustering = results.clustering;
  if (clustering.disagrees()) {
    doubts.push_back(format_text(
        "the infrared sources stand in groups: when the whole catalogue is shifted, %.1f +- %.1f "
        "X-ray sources have a chance match, when each source is shifted by itself, %.1f. The "
        "number of chance pairs is right, their scatter is not: null.mode = rigid keeps the groups",
        clustering.rigid_mean, clustering.rigid_error, clustering.independent_expected));
  }
  constexpr double significance = 4.0;
  const double true_scatter = std::sqrt(std::max(0.0, results.probabilities.sum_lr));
  if (std::abs(results.probabilities.sum_lr - results.null.excess) >
      significance * std::hypot(results.null.excess_error, true_scatter)) {
    doubts.push_back(
        format_text("the sum of P, %.1f, and the excess of pairs over chance, %.1f +- %.1f, "
                    "disagree: the background may be clustered or the errors misstated",
                    results.probabilities.sum_lr, results.null.excess, results.null.excess_error));
  }
  return doubts;
}

} // namespace counterpoint

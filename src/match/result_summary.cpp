#include "counterpoint/core/text.hpp"
#include "counterpoint/output/provenance.hpp"
#include "match/results.hpp"

#include <cmath>

namespace counterpoint {

std::vector<OutputAttribute> summary_attributes(const MatchResults& results) {
  const Analysis& analysis = results.analysis;
  const InfraredTally& tally = results.infrared_tally;
  const LikelihoodRatioModel& lr = analysis.model.lr;
  const auto kept = results.xray.cleaning.by_reason[static_cast<std::size_t>(XrayReason::kept)];
  std::vector<OutputAttribute> attributes{
      {"program", "counterpoint " + program_version()},
      {"configuration", results.config.as_used},
      {"xray_position_columns", results.xray.cleaning.position_columns},
      {"xray_rows_read", results.xray.cleaning.n_rows},
      {"xray_rows_kept", kept},
      {"xray_rows_rejected", results.xray.cleaning.n_rows - kept},
      {"xray_considered", analysis.n_considered},
      {"xray_matched", analysis.n_matched},
      {"infrared_position_columns", results.infrared_cleaning.position_columns},
      {"infrared_rows_read", results.infrared_cleaning.n_rows},
      {"infrared_rows_kept", tally.n_rows()},
      {"infrared_rows_rejected", results.infrared_cleaning.n_rows - tally.n_rows()},
      {"infrared_rows_moved", results.infrared_cleaning.n_moved},
      {"infrared_mean_ra_deg", tally.mean_position.ra_deg()},
      {"infrared_mean_dec_deg", tally.mean_position.dec_deg()},
      {"infrared_missing_ks", tally.n_missing()},
      {"occupied_area_arcsec2", results.footprint.area_arcsec2()},
      {"occupied_area_resolution_arcsec", results.footprint.resolution().arcsec()},
      {"bounding_box_area_arcsec2", tally.bounding_box_arcsec2()},
      {"pairs", analysis.n_pairs},
      {"null_pairs_expected", analysis.null_pairs_expected},
      {"Q", lr.q_total},
      {"Q_error", analysis.q_errors.q_total},
      {"Q_log_likelihood_gain", analysis.log_likelihood_gain},
      {"q_missing_ks", lr.q.back()},
      {"q_missing_ks_error", analysis.q_errors.q.back()},
      {"n_missing_ks_arcsec2", lr.n.back()},
      {"f_missing_ks", analysis.model.mauerhan.f_missing},
      {"rho_missing_ks_arcsec2", analysis.model.mauerhan.rho_missing},
      {"null_pairs_own", analysis.null_pairs_own},
      {"excess", analysis.excess},
      {"excess_error", analysis.excess_error},
      {"error_scale_factor", analysis.error_scale.scale.factor},
      {"error_scale_factor_error", analysis.error_scale.factor_error},
      {"error_scale_floor_arcsec", analysis.error_scale.scale.floor.arcsec()},
      {"error_scale_log_likelihood_gain", analysis.error_scale.log_likelihood_gain},
      {"matched_rigid_mean", analysis.clustering.rigid_mean},
      {"matched_rigid_error", analysis.clustering.rigid_error},
      {"matched_independent_expected", analysis.clustering.independent_expected},
      {"threshold_5_percent_false", analysis.threshold_5_percent_false},
      {"sum_p_lr", analysis.sum_p[0]},
      {"sum_p_mauerhan", analysis.sum_p[1]},
      {"sum_p_notebook", analysis.sum_p[2]},
      {"global_p_value", analysis.global_p_value},
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
  for (const XraySource& source : results.xray.catalogue.sources) {
    if (source.position) xray_mean.add(*source.position);
  }
  attributes.push_back({"xray_mean_ra_deg", xray_mean.ra_deg()});
  attributes.push_back({"xray_mean_dec_deg", xray_mean.dec_deg()});
  return attributes;
}

std::string result_table(const MatchResults& results) {
  const Analysis& analysis = results.analysis;
  std::string text =
      "    Ks            real   shifted mean      std   exact     excess  significance   p-value\n";
  for (const HistogramBin& bin : analysis.histogram) {
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
      with_commas(analysis.n_considered).c_str(), with_commas(analysis.n_matched).c_str(),
      with_commas(analysis.n_pairs).c_str(), analysis.null_pairs_expected,
      analysis.model.lr.q_total, analysis.q_errors.q_total, analysis.sum_p[0], analysis.excess,
      analysis.excess_error, analysis.global_p_value, analysis.error_scale.scale.factor,
      analysis.error_scale.factor_error, analysis.error_scale.scale.floor.arcsec());
  for (const CalibrationRow& row : analysis.calibration) {
    if (row.threshold != 0.5 && row.threshold != 0.9) continue;
    text += format_text("P >= %.1f: %s sources, purity %.3f +- %.3f, completeness %.3f\n",
                        row.threshold, with_commas(row.n_real).c_str(), row.purity, row.purity_err,
                        row.completeness);
  }
  if (!std::isnan(analysis.threshold_5_percent_false)) {
    text += format_text("suggested threshold for 5 %% false matches: P >= %.2f\n",
                        analysis.threshold_5_percent_false);
  }
  return text;
}

} // namespace counterpoint

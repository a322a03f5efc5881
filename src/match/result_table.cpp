#include "counterpoint/core/text.hpp"
#include "match/doubts.hpp"
#include "match/error_words.hpp"
#include "match/results.hpp"

#include <array>
#include <cmath>

namespace counterpoint {

namespace {

// A number for a reader: words where there is none.
std::string figure(double value, int decimals) {
  return std::isfinite(value) ? format_text("%.*f", decimals, value) : "unknown";
}

std::string figure_with_error(double value, double error, int decimals) {
  if (!std::isfinite(value)) return "unknown";
  return figure(value, decimals) +
         (std::isfinite(error) ? " +- " + figure(error, decimals) : " (error unknown)");
}

// As wide as the column.
std::string cell(double value, int width, int decimals) {
  return std::isfinite(value) ? format_text("%*.*f", width, decimals, value)
                              : format_text("%*s", width, "-");
}

std::string histogram_row(const HistogramBin& bin) {
  return format_text("%5.2f - %5.2f %8lld", bin.ks_low, bin.ks_high,
                     static_cast<long long>(bin.n_real)) +
         cell(bin.null_mean, 13, 2) + cell(bin.null_std, 11, 2) + cell(bin.null_expected, 10, 2) +
         cell(bin.excess, 10, 2) + cell(bin.significance, 14, 2) +
         format_text(" %9.1e\n", bin.p_value);
}

std::string histogram_table(const NullComparison& null) {
  std::string text =
      "    Ks            real   shifted mean      std   exact     excess  significance   p-value\n";
  for (const HistogramBin& bin : null.histogram) {
    if (bin.n_real > 0 || bin.null_expected > 0.0) text += histogram_row(bin);
  }
  const std::array<const char*, MagnitudeBins::n_outside> names{"brighter", "fainter", "no Ks"};
  for (std::size_t k = 0; k < names.size(); ++k) {
    const PairsOutside& outside = null.outside[k];
    if (outside.n_real == 0 && outside.null_expected <= 0.0) continue;
    const auto n_real = static_cast<double>(outside.n_real);
    text += format_text("%-13s %8lld", names[k], static_cast<long long>(outside.n_real)) +
            cell(outside.null_mean, 13, 2) + format_text("%11s", "") +
            cell(outside.null_expected, 10, 2) + cell(n_real - outside.null_mean, 10, 2) + "\n";
  }
  return text;
}

std::string class_rows(const FittedModel& fitted) {
  std::string text;
  for (std::size_t c = 0; c < fitted.classes->models.size(); ++c) {
    text += "  class " + fitted.terms.class_names[c] + ": " +
            with_commas(fitted.classes->n_sources[c]) + " sources, Q = " +
            figure_with_error(fitted.classes->q_listed[c], fitted.classes->q_errors[c], 4) + "\n";
  }
  return text;
}

std::string depth_words(const FittedModel& fitted) {
  return format_text("%zu places of equal depth (/depth); where it is greatest, Q = %.4f\n",
                     fitted.depth->regions.size(), fitted.model.lr.q_total);
}

std::string feature_words(const MatchResults& results) {
  std::string names;
  for (const FeatureRequest& feature : results.options.infrared.features)
    names += (names.empty() ? "" : ", ") + feature.name;
  const FeatureWorth& worth = *results.fitted.features;
  std::string text =
      "beside Ks: " + names +
      format_text("; ln L of sources left out of the fit %+.1f", worth.log_likelihood_gain) +
      (worth.is_used ? "\n" : ": too little, not used\n");
  for (std::size_t f = 0; worth.is_used && f < results.options.infrared.features.size(); ++f) {
    if (const auto& together = worth.missing_together[f]) {
      text += format_text("%s is missing where %s %s (correlation %.2f): this counts once\n",
                          results.options.infrared.features[f].name.c_str(),
                          results.options.infrared.features[together->with].name.c_str(),
                          together->correlation > 0.0 ? "is missing too" : "is not",
                          together->correlation);
    }
    const MeasuredPlaces& measured = worth.places.measured(f);
    if (measured.are_all()) continue;
    text += format_text("%s was measured around %.1f %% of the X-ray sources; elsewhere hardly any "
                        "star has a value, and it says nothing\n",
                        results.options.infrared.features[f].name.c_str(), 100.0 * measured.part());
  }
  return text;
}

std::string threshold_row(const CalibrationRow& row) {
  const std::string start = format_text("P >= %.1f: ", row.threshold);
  if (row.n_real == 0) return start + "no source\n";
  const std::string completeness = !std::isfinite(row.completeness) ? "completeness unknown"
                                   : row.completeness > 1.0
                                       ? "no fewer than all counterparts that are expected"
                                       : "completeness " + figure(row.completeness, 3);
  return start + with_commas(row.n_real) + (row.n_real == 1 ? " source" : " sources") +
         ", purity " + figure_with_error(row.purity, row.purity_error, 3) + ", " + completeness +
         "\n";
}

} // namespace

std::string result_table(const MatchResults& results) {
  const FittedModel& fitted = results.fitted;
  const NullComparison& null = results.null;
  const bool has_counterparts = sees_counterparts(results);
  std::string text;
  if (!has_counterparts) text += no_counterparts_seen + "\n\n";
  text += histogram_table(null);
  text += "\n" + with_commas(fitted.terms.n_considered) + " X-ray sources considered, " +
          with_commas(fitted.counts.brightest.n_matched) + " with a candidate, " +
          with_commas(fitted.counts.n_pairs) + " pairs (" + figure(null.pairs_expected, 1) +
          " expected by chance)\n";
  const double completeness = results.probabilities.expected.acceptance_completeness();
  if (std::isfinite(completeness)) {
    text += "the acceptance radius holds " + figure(100.0 * completeness, 1) +
            " % of the counterparts, by the errors in use\n";
  }
  text +=
      "fraction with a counterpart Q = " +
      figure_with_error(fitted.model.lr.listed_q_total(), fitted.q_errors.q_total, 4) +
      "; sum of P (lr) = " + figure(results.probabilities.sum_lr, 1) +
      ", excess over chance = " + figure_with_error(null.excess, null.excess_error, 1) +
      "; global p-value = " +
      (std::isfinite(null.global_p_value) ? format_text("%.1e", null.global_p_value) : "unknown") +
      "\n";
  if (fitted.classes) text += class_rows(fitted);
  if (fitted.features) text += feature_words(results);
  if (fitted.depth) text += depth_words(fitted);
  text += error_words(fitted);
  if (!has_counterparts) return text;
  for (const CalibrationRow& row : results.calibration.rows) {
    if (row.threshold == 0.5 || row.threshold == 0.9) text += threshold_row(row);
  }
  const double threshold = results.calibration.threshold_5_percent_false;
  if (std::isfinite(threshold)) {
    text += "suggested threshold for 5 % false matches: P >= " + figure(threshold, 2) + "\n";
  }
  return text;
}

} // namespace counterpoint

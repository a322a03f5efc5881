#include "match/doubts.hpp"

#include "match/error_quarters.hpp"
#include "match/error_words.hpp"
#include "match/xray_doubts.hpp"

#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

namespace counterpoint {

namespace {

// What else may be wrong where errors look far off: both catalogues in hours, or in radians, lie in
// one field too, which is 15 or 57 times too small.
std::string doubt_unit_of_positions(const MatchResults& results) {
  const double largest_deg = largest_ra_deg(results.inputs.xray.catalogue.sources);
  if (largest_deg >= hours_of_a_circle) return "";
  return format_text(" No right ascension is above %.4g: are positions in degrees, not in hours or "
                     "radians?",
                     largest_deg);
}

// Nothing where the separations agree with the declared errors, or are too few to tell.
std::string doubt_errors(const MatchResults& results) {
  const FittedModel& fitted = results.fitted;
  const bool is_aligned = results.alignment.has_value();
  const ErrorModelFit& fit = fitted.errors;
  const char* of_angles =
      results.options.xray.ellipse ? ", and is xray.error-angle north through east?" : "";
  constexpr double fewest_counterparts = 5.0;
  if (fit.is_at_bound() && fit.n_counterparts >= fewest_counterparts) {
    return format_text(
        "the separations ask for X-ray errors %s %.3g times those declared, the %s that is tried "
        "(%s): is the error in arcsec, and is xray.error-level what the catalogue means?%s%s",
        fit.model.factor > 1.0 ? "at least" : "at most", fit.model.factor,
        fit.model.factor > 1.0 ? "most" : "least", other_terms(fit.model).c_str(), of_angles,
        doubt_unit_of_positions(results).c_str());
  }
  if (!fit.is_off()) return "";
  return format_text(
      "the separations ask for X-ray errors %.2f +- %.2f times those declared (%s%s): check "
      "xray.error-level%s%s%s",
      fit.model.factor, fit.factor_error, other_terms(fit.model).c_str(),
      fit.model.class_factors.empty() ? "" : ", and others by class: see /error_model",
      fitted.errors_are_fitted ? " (the fitted ones are in use)"
                               : ", or set xray.error-scale = fit",
      !is_aligned && (fit.model.factor > 1.0 || fit.model.floor.arcsec() > 0.0)
          ? "; a shift between the frames looks like larger errors: match.align = true measures it"
          : "",
      of_angles);
}

std::string doubt_frames(const MeanOffset& offset, bool is_aligned) {
  if (!offset.is_conspicuous()) return "";
  return format_text(
      "the counterparts lie %.2f +- %.2f arcsec east and %.2f +- %.2f arcsec north of their X-ray "
      "sources in the mean, or farther, as unrelated stars are among them: P is too low for "
      "counterparts, too high for others. %s",
      offset.east.arcsec(), offset.east_error.arcsec(), offset.north.arcsec(),
      offset.north_error.arcsec(),
      is_aligned ? "match.align leaves that: do pointings have offsets of their own? counterpoint "
                   "align measures each (xray.observation)"
                 : "match.align = true measures how far the frames are off, and takes it off");
}

std::string doubt_clustering(const ClusteringCheck& clustering) {
  if (!clustering.disagrees()) return "";
  if (clustering.rigid_mean > clustering.independent_expected) {
    return format_text(
        "the infrared sources keep apart from each other, as where close ones are blended: when "
        "the whole catalogue is shifted, %.1f +- %.1f X-ray sources have a chance match, when each "
        "source is shifted by itself, %.1f. A counterpart that is blended with a brighter star is "
        "not listed, and P of that star is too high",
        clustering.rigid_mean, clustering.rigid_error, clustering.independent_expected);
  }
  return format_text(
      "the infrared sources are clustered: when the whole catalogue is shifted, %.1f +- %.1f X-ray "
      "sources have a chance match, when each source is shifted by itself, %.1f. The number of "
      "chance pairs is right, their scatter is not: null.mode = rigid keeps the clusters. Stars "
      "that are listed more than once (overlapping tiles) look like clusters too, and lower each "
      "other's probability: infrared.id or infrared.merge-within makes them one",
      clustering.rigid_mean, clustering.rigid_error, clustering.independent_expected);
}

std::string doubt_sum(double sum_of_p, double excess, double excess_error) {
  constexpr double significance = 4.0;
  const double scatter = std::hypot(excess_error, std::sqrt(std::max(0.0, sum_of_p)));
  if (!(std::abs(sum_of_p - excess) > significance * scatter)) return "";
  return format_text("the sum of P, %.1f, and the excess of pairs over chance, %.1f +- %.1f, "
                     "disagree: the background may be clustered or the errors misstated",
                     sum_of_p, excess, excess_error);
}

// The trials know nothing of what P takes for granted.
std::string doubt_sureness(const CalibrationRow& row) {
  constexpr double significance = 5.0;
  constexpr double least_excess = 0.04;
  const double excess = row.mean_p - row.purity; // NaN: nothing to compare
  if (!(excess > std::max(least_excess, significance * row.purity_error))) return "";
  return format_text(
      "P is too high: the %s X-ray sources with P >= %.1f have a mean P of %.3f, but "
      "by the null trials %.3f +- %.3f of them have their counterpart (purity)",
      with_commas(row.n_real).c_str(), row.threshold, row.mean_p, row.purity, row.purity_error);
}

// Enough to believe in counterparts, not enough to be sure.
std::string doubt_evidence(double gain) {
  constexpr double sure_gain = 8.0; // one empty field of eighty gains 4
  if (gain >= sure_gain) return "";
  return format_text(
      "the evidence for counterparts is weak: ln L is %.1f above that of none, and chance "
      "alone brings 4 in one field of a hundred. Q and every P rest on it",
      gain);
}

std::string doubt_features(const std::vector<FeatureRequest>& features,
                           const std::optional<FeatureWorth>& worth) {
  if (!worth || !worth->is_used || !worth->correlation.is_conspicuous()) return "";
  const FeatureCorrelation& correlation = worth->correlation;
  return format_text(
      "%s and %s count as independent at a given Ks, but go together (correlation %.2f%s): P near "
      "0 and 1 is too sure. Ask for one of them: that with the larger gain in ln L",
      features[correlation.first].name.c_str(), features[correlation.second].name.c_str(),
      correlation.coefficient, correlation.is_of_squares ? " of squared deviations" : "");
}

// A list of variables that covers half of the field, say: that a star has no value means nothing
// where none could.
std::string doubt_presence(const std::vector<FeatureRequest>& features, const FittedModel& fitted) {
  constexpr double least_deviation = 0.03;
  constexpr double least_part = 0.3;   // of the stars with a value, or without, as are fewer
  constexpr double least_factor = 1.3; // by which a missing value changes the odds
  const std::optional<FeatureWorth>& worth = fitted.features;
  if (!worth || !worth->is_used) return "";
  for (std::size_t f = 0; f < features.size(); ++f) {
    const double factor = fitted.model.lr.features[f].factor_of_missing();
    if (std::max(factor, 1.0 / factor) < least_factor) continue;
    const PlaceVariation& presence = worth->places.presence(f);
    const double deviation = std::sqrt(presence.between_squared);
    if (deviation <
        std::max(least_deviation, least_part * std::min(presence.mean, 1.0 - presence.mean)))
      continue;
    return format_text("how many stars have a value of %s changes from place to place (%.0f %% +- "
                       "%.0f %%), but counts as the "
                       "same everywhere: P is too high where more have one, too low where fewer "
                       "have. Match these parts of the "
                       "field one by one, or give the catalogue that has the values as "
                       "[infrared.2], whose footprint counts",
                       features[f].name.c_str(), 100.0 * presence.mean, 100.0 * deviation);
  }
  return "";
}

std::string doubt_colour(const ColourCheck& check) {
  if (!check.is_conspicuous()) return "";
  return format_text("counterparts are %s than other stars of the same Ks: by %.2f +- %.2f mag in "
                     "%s, or more, as P "
                     "mixes the two. Ks alone does not use that: probability.feature = %s does, "
                     "and makes P sharper",
                     check.difference > 0.0 ? "redder" : "bluer", std::abs(check.difference),
                     check.error, check.colour.c_str(), check.colour.c_str());
}

// The subgroup that is farthest off.
std::string doubt_subgroups(const std::vector<Subgroup>& subgroups, bool has_classes) {
  const auto worst = std::max_element(subgroups.begin(), subgroups.end(),
                                      [](const Subgroup& a, const Subgroup& b) {
                                        return std::abs(a.deviation()) < std::abs(b.deviation());
                                      });
  if (worst == subgroups.end() || !worst->disagrees()) return "";
  const bool are_all = worst->name == ErrorQuarters::of_equal_errors;
  const std::string which = are_all                ? ""
                            : worst->by == "class" ? "of class '" + worst->name + "' "
                                                   : "with " + worst->name + " ";
  if (worst->has_more_than_sources()) {
    return format_text(
        "the %s X-ray sources %shave an excess of %.0f pairs over chance, more than one "
        "counterpart each: the stars round them are denser than those 15 to 45 arcsec away, of "
        "which the local density is counted (as in the core of a star cluster), or are listed more "
        "than once. P is wrong there. Stars that are listed more than once can be merged "
        "(infrared.merge-within); for a dense core there is no setting: leave its sources out",
        with_commas(worst->n_sources).c_str(), which.c_str(), worst->excess());
  }
  return format_text(
      "the %s X-ray sources %shave a sum of P of %.1f, but an excess of pairs over chance of "
      "%.1f, %.1f standard deviations away (see /subgroups): %s",
      with_commas(worst->n_sources).c_str(), which.c_str(), worst->sum_lr, worst->excess(),
      std::abs(worst->deviation()),
      worst->by == "depth"
          ? "counterparts may not become fewer towards the limit as the stars do: match the parts "
            "by themselves"
      : are_all ? "are the errors what they are said to be, and the same for all?"
      : has_classes
          ? "the classes do not explain it; are the errors what they are said to be?"
          : "the fraction with a counterpart may depend on the error. xray.class = auto fits "
            "one for each quarter of the errors");
}

// Seen from each source, where counts are too noisy, as of large errors, which have many chance
// pairs, or are not made, as by density.
std::vector<std::string> doubt_trends(const FittedModel& fitted) {
  constexpr double significance = 4.0;
  constexpr double least_spread = 0.15; // of ln density: below, it is the noise of the counts
  const bool has_classes = fitted.classes.has_value();
  std::vector<std::string> doubts;
  const auto add = [&](double sigmas, const std::string& kind, const std::string& way_out) {
    doubts.push_back(format_text(
        "the X-ray sources with %s have a counterpart %s often than the others (%.1f standard "
        "deviations), but one fraction is taken for all%s: their P is too %s, that of the others "
        "too %s: %s",
        kind.c_str(), sigmas > 0.0 ? "more" : "less", std::abs(sigmas),
        has_classes ? " of a class" : "", sigmas > 0.0 ? "low" : "high",
        sigmas > 0.0 ? "high" : "low", has_classes ? "other classes may tell" : way_out.c_str()));
  };
  const FractionTrend& with_error = fitted.trends.with_error;
  if (std::abs(with_error.sigmas) > significance)
    add(with_error.sigmas, "larger errors", "xray.class = auto fits one for each quarter of them");
  const FractionTrend& with_density = fitted.trends.with_density;
  if (std::abs(with_density.sigmas) > significance && with_density.spread > least_spread)
    add(with_density.sigmas, "denser stars round them",
        "match the places by themselves, or give each a class of its own (xray.class)");
  return doubts;
}

// A list that was cut to the surroundings of the X-ray sources fills its footprint only in part:
// the density is taken too small, and so is the number of chance candidates.
std::string doubt_surroundings(std::span<const SeparationBin> separations) {
  constexpr double least_ratio = 1.1;
  constexpr double significance = 6.0;
  const SeparationBin around = surroundings(separations);
  const auto n = static_cast<double>(around.n_pairs);
  if (n <= least_ratio * around.expected ||
      n - around.expected <= significance * std::sqrt(around.expected + 1.0))
    return "";
  return format_text("the stars round X-ray sources, %.3g to %.3g arcsec away, are %.2f times as "
                     "dense as the infrared catalogue is there by its footprint: is it a list that "
                     "was cut to the surroundings of the X-ray sources, or do these lie in small "
                     "clumps of stars? P is too high",
                     around.low.arcsec(), around.high.arcsec(), n / around.expected);
}

std::string doubt_shared(const SharedCounterparts& shared) {
  if (!shared.are_many()) return "";
  return format_text("%s of %s X-ray sources with a candidate of P >= 0.5 have it in common with "
                     "another: are the rows detections, several of one source? Each counts as a "
                     "source of its own in Q, its error and the purity. Match a catalogue of "
                     "sources, or give their names (xray.name) and xray.one-row-per = name",
                     with_commas(shared.n_sharing).c_str(), with_commas(shared.n_sources).c_str());
}

std::string doubt_depth(const DepthCheck& depth, const std::optional<DepthMap>& map) {
  if (!depth.tells_places_apart()) return "";
  const std::string seen =
      depth.varies()
          ? format_text("the infrared catalogue is not equally deep: round %s of %s X-ray sources "
                        "its faint end (95 %% of the stars) lies at Ks %.1f to %.1f, in the mean "
                        "at %.1f. ",
                        with_commas(depth.n_other).c_str(), with_commas(depth.n_sources).c_str(),
                        depth.shallowest_ks, depth.deepest_ks, depth.usual_ks)
          : format_text("the infrared catalogue is not equally deep: stars without Ks, %.0f %% to "
                        "%.0f %% of those round X-ray sources, are listed in a part of the field "
                        "only. ",
                        100.0 * depth.least_missing, 100.0 * depth.most_missing);
  if (map) {
    return seen + format_text("lr goes by the depth of %s places (see /depth): a counterpart "
                              "counts as listed where a star of its Ks is",
                              with_commas(std::ssize(map->model->places)).c_str());
  }
  return seen + "One n(m) and one Q are taken for all, which makes P too high where it is shallow: "
                "match the parts by themselves";
}

} // namespace

bool sees_counterparts(const MatchResults& results) {
  constexpr double least_gain = 4.0;
  return results.fitted.log_likelihood_gain >= least_gain;
}

std::vector<std::string> doubts(const MatchResults& results) {
  const FittedModel& fitted = results.fitted;
  const bool is_seen = sees_counterparts(results);
  const std::string of_errors = doubt_errors(results);
  const std::string of_clustering = doubt_clustering(results.clustering);
  const std::string of_sum =
      is_seen
          ? doubt_sum(results.probabilities.sum_lr, results.null.excess, results.null.excess_error)
          : ""; // of no counterparts the sum is the noise of their fraction
  const std::string of_subgroups = doubt_subgroups(results.subgroups, fitted.classes.has_value());
  std::vector<std::string> doubts{
      is_seen ? doubt_evidence(fitted.log_likelihood_gain) : no_counterparts_seen, of_errors,
      is_seen ? doubt_frames(results.mean_offset, results.alignment.has_value()) : "",
      of_clustering, doubt_surroundings(results.separations), doubt_shared(results.shared),
      doubt_depth(results.depth, fitted.depth), of_sum,
      // The purity takes one fraction with a counterpart for all.
      is_seen && !fitted.classes ? doubt_sureness(results.calibration.at(0.5)) : "",
      is_seen ? doubt_colour(results.colour) : "",
      doubt_features(results.options.infrared.features, fitted.features),
      doubt_presence(results.options.infrared.features, fitted), of_subgroups};
  // Any of these looks like a trend of the fraction with a counterpart.
  const bool has_cause =
      !(of_errors.empty() && of_clustering.empty() && of_sum.empty() && of_subgroups.empty());
  if (is_seen && !has_cause) {
    for (std::string& trend : doubt_trends(fitted))
      doubts.push_back(std::move(trend));
  }
  std::erase(doubts, std::string{});
  return doubts;
}

} // namespace counterpoint

#include "match/input_doubts.hpp"

#include "counterpoint/core/text.hpp"
#include "match/feature_doubts.hpp"
#include "match/infrared_error_doubts.hpp"
#include "match/join_doubts.hpp"
#include "match/row_filters.hpp"
#include "match/xray_doubts.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <span>
#include <utility>

namespace counterpoint {

namespace {

using Doubts = std::vector<std::string>;

// Clumps of a few rows fill a coarse footprint, yet leave nothing between the X-ray sources.
void doubt_surroundings(const Surroundings& of, const char* where, Doubts& doubts) {
  if (of.n_rows == 0) return;
  constexpr double fewest_expected = 50.0;
  constexpr double least_share = 0.3; // a field where X-ray sources prefer crowded places has more
  const std::int64_t n_away = of.n_rows - of.n_rows_near;
  const double expected =
      static_cast<double>(of.n_rows) * (1.0 - of.area_near_arcsec2 / of.area_arcsec2);
  // Of a small part the edges of the footprint are too much.
  constexpr double least_part = 0.2;
  const double least_expected =
      std::max(fewest_expected, least_part * static_cast<double>(of.n_rows));
  if (expected < least_expected || static_cast<double>(n_away) >= least_share * expected) return;
  doubts.push_back(format_text(
      "%s of %s infrared rows lie away from the X-ray sources, where %.0f are expected%s: a list "
      "that was cut to the surroundings of the X-ray sources? Densities, null trials and "
      "probabilities need a catalogue that covers the field",
      with_commas(n_away).c_str(), with_commas(of.n_rows).c_str(), expected, where));
}

// What two infrared catalogues say of each other.
void doubt_pairs(const MatchInputs& inputs, Doubts& doubts) {
  if (!inputs.second) return;
  for (std::string& doubt : doubts_on_join(inputs.second->join))
    doubts.push_back(std::move(doubt));
}

void doubt_errors(std::span<const XraySource> sources, Doubts& doubts) {
  std::vector<double> errors;
  for (const XraySource& source : sources) {
    if (source.kept) errors.push_back(source.error.major.arcsec());
  }
  if (errors.empty()) return;
  const auto middle = errors.begin() + std::ssize(errors) / 2;
  std::nth_element(errors.begin(), middle, errors.end());
  constexpr double usual_most_arcsec = 30.0;
  constexpr double usual_least_arcsec = 0.02;
  if (*middle <= usual_most_arcsec && *middle >= usual_least_arcsec) return;
  doubts.push_back(format_text(
      "the median X-ray error is %g arcsec: is the column of xray.error in arcsec? (Where a file "
      "declares the unit of a column, errors are converted.)",
      *middle));
}

void doubt_overlap(const MatchInputs& inputs, Doubts& doubts) {
  constexpr double fewest = 0.02;
  const auto [n_kept, n_inside] = overlap_of(inputs);
  if (static_cast<double>(n_inside) >= fewest * static_cast<double>(n_kept)) return;
  std::string doubt =
      with_commas(n_inside) + " of " + with_commas(n_kept) +
      " X-ray sources lie in the infrared footprint: do the catalogues overlap, and "
      "are both in the same frame?";
  const double infrared_ra_deg = inputs.infrared.tally.mean_position.ra_deg();
  // Right ascensions between 0 and 24 are either of one strip of the sky, or hours.
  const bool xray_is_low = largest_ra_deg(inputs.xray.catalogue.sources) <= hours_of_a_circle;
  if (infrared_ra_deg > hours_of_a_circle && xray_is_low) {
    doubt += " All X-ray right ascensions are below 24: if they are hours, give them as "
             "sexagesimal text or in degrees";
  }
  if (infrared_ra_deg <= hours_of_a_circle && !xray_is_low) {
    doubt += format_text(" The infrared right ascensions are %.4g in the mean: if they are hours "
                         "or radians, give them in degrees",
                         infrared_ra_deg);
  }
  doubts.push_back(doubt);
}

void doubt_repeated_positions(std::span<const XraySource> sources, Doubts& doubts) {
  std::vector<std::pair<double, double>> positions;
  for (const XraySource& source : sources) {
    if (source.kept)
      positions.emplace_back(source.position->ra().degrees(), source.position->dec().degrees());
  }
  const auto n_kept = std::ssize(positions);
  std::sort(positions.begin(), positions.end());
  const auto n_distinct = std::unique(positions.begin(), positions.end()) - positions.begin();
  if (n_distinct == n_kept) return;
  doubts.push_back(with_commas(n_kept - n_distinct) +
                   " X-ray sources repeat the position of another: each is matched by itself");
}

// Magnitudes pile up at their faint end, fluxes near 0.
void doubt_fluxes(const MatchOptions& options, const InfraredTally& tally, Doubts& doubts) {
  constexpr std::int64_t fewest_rows = 100;
  constexpr std::size_t part_of_range = 10;
  const std::int64_t n_measured = tally.n_rows() - tally.n_missing();
  const std::span counts = std::span{tally.class_counts}.first(MagnitudeClasses::n_measured);
  if (n_measured < fewest_rows || counts.front() == 0) return;
  std::size_t n_classes = counts.size();
  while (counts[n_classes - 1] == 0)
    --n_classes;
  const std::size_t n_lowest = (n_classes + part_of_range - 1) / part_of_range;
  const auto lowest = counts.first(n_lowest);
  const auto n_low = std::accumulate(lowest.begin(), lowest.end(), std::int64_t{0});
  if (2 * n_low <= n_measured) return;
  doubts.push_back(format_text(
      "%.0f %% of the magnitudes (%s, infrared.mag-ks) are below %g, the lowest tenth of their "
      "range: is the column a flux, or does a number stand for missing values? A magnitude in any "
      "band makes P sharper",
      100.0 * static_cast<double>(n_low) / static_cast<double>(n_measured),
      options.infrared.ks.name.c_str(), MagnitudeClasses::width * static_cast<double>(n_lowest)));
}

void doubt_magnitudes(const MatchOptions& options, const MatchInputs& inputs, Doubts& doubts) {
  const std::optional<InfraredOptions>& second = options.second_infrared;
  if (options.infrared.ks.name.empty() && (!second || second->ks.name.empty())) {
    doubts.emplace_back("infrared.mag-ks is empty: probabilities rest on separations alone");
    return;
  }
  const InfraredTally& tally = inputs.infrared.tally;
  const std::int64_t n_measured = tally.n_rows() - tally.n_missing();
  if (n_measured == 0) {
    doubts.push_back("no row has a magnitude in the column " + options.infrared.ks.name +
                     " (infrared.mag-ks): probabilities rest on separations alone");
    return;
  }
  doubt_fluxes(options, tally, doubts);
  if (!options.magnitudes.min && !options.magnitudes.max) return;
  const std::int64_t n_brighter = tally.point_counts.front();
  const std::int64_t n_fainter = tally.point_counts.back() - tally.n_missing();
  constexpr double most_outside = 0.2;
  const double outside =
      static_cast<double>(n_brighter + n_fainter) / static_cast<double>(n_measured);
  if (outside <= most_outside) return;
  const std::vector<double>& grid = tally.bins().grid();
  doubts.push_back(format_text(
      "%.0f %% of the magnitudes lie outside magnitude.min = %g to magnitude.max = %g: the "
      "histogram "
      "and the estimators mauerhan and notebook do not see them; leave both out to have the range "
      "of the data",
      100.0 * outside, grid.front(), grid.back()));
}

// Stars that are dropped as foreground should lie by X-ray sources as often as chance has it.
// \param cleaning  of a catalogue that covers the area
void doubt_colour_cuts(const MatchOptions& options, const MatchInputs& inputs,
                       const CleaningSummary& cleaning, double area_arcsec2, Doubts& doubts) {
  const auto n_dropped =
      static_cast<double>(cleaning.by_reason[static_cast<std::size_t>(InfraredReason::foreground)]);
  if (n_dropped == 0.0 || options.align_radius) return;
  const Angle star_error = inputs.infrared.tally.mean_error();
  const Angle beyond = reach_beyond_acceptance(options);
  double searched_arcsec2 = 0.0;
  for (const XraySource& source : inputs.xray.catalogue.sources) {
    if (!source.kept || !inputs.footprint.contains(*source.position)) continue;
    const double radius =
        (options.acceptance.radius(source.error.major, star_error) + beyond).arcsec();
    searched_arcsec2 += std::numbers::pi * radius * radius;
  }
  const double by_chance = n_dropped * searched_arcsec2 / area_arcsec2;
  const auto n_near = static_cast<double>(cleaning.n_foreground_near);
  constexpr double significance = 5.0;
  if (n_near - by_chance <= significance * std::sqrt(by_chance + 1.0)) return;
  doubts.push_back(format_text("[infrared.foreground] drops %.0f stars within the acceptance "
                               "radius of an X-ray source, where "
                               "%.0f would be by chance: counterparts are dropped with them. Are "
                               "the limits, and the side to "
                               "keep (above: the redder stars), right for this field?",
                               n_near, by_chance));
}

void doubt_footprint(const MatchInputs& inputs, Doubts& doubts) {
  constexpr double least_filling = 0.6;
  const Footprint& footprint = inputs.footprint;
  if (footprint.filling() >= least_filling) {
    if (inputs.of_each.empty()) {
      doubt_surroundings({footprint.n_rows(), inputs.n_rows_near, footprint.area_arcsec2(),
                          inputs.area_near_arcsec2},
                         "", doubts);
      return;
    }
    doubt_surroundings(inputs.of_each.front(), " in the first catalogue", doubts);
    doubt_surroundings(inputs.of_each.back(), " in the second catalogue", doubts);
    return;
  }
  doubts.push_back(format_text(
      "the infrared rows fill %.0f %% of their footprint (%.4g deg^2 at a resolution of %.0f "
      "arcsec): they lie in clumps, as in a list that was cut to the surroundings of the X-ray "
      "sources, or are listed more than once. Densities, null trials and probabilities need a "
      "catalogue that covers the field",
      100.0 * footprint.filling(), footprint.area_arcsec2() / (3600.0 * 3600.0),
      footprint.resolution().arcsec()));
}

// A thin environment says nothing where the catalogue ends.
void doubt_places(const MatchOptions& options, const MatchInputs& inputs, Doubts& doubts) {
  constexpr double nearly_all = 0.9;
  std::int64_t n_cut = 0;
  for (const ListedPlace& place : inputs.places) {
    const SkyDisc disc{place.position, options.environments.radius};
    n_cut += inputs.footprint.covered_fraction(disc) < nearly_all ? 1 : 0;
  }
  if (n_cut == 0) return;
  doubts.push_back(with_commas(n_cut) + " of " + with_commas(std::ssize(inputs.places)) +
                   " candidates lie outside the infrared footprint or at its edge: their "
                   "environments are cut (covered_fraction in /candidates)");
}

} // namespace

Overlap overlap_of(const MatchInputs& inputs) {
  Overlap overlap;
  for (const XraySource& source : inputs.xray.catalogue.sources) {
    if (!source.kept) continue;
    ++overlap.n_kept;
    overlap.n_inside += inputs.footprint.contains(*source.position) ? 1 : 0;
  }
  return overlap;
}

std::vector<std::string> input_doubts(const MatchOptions& options, const MatchInputs& inputs) {
  Doubts doubts;
  doubt_errors(inputs.xray.catalogue.sources, doubts);
  for (std::string& doubt : doubts_on_xray_rows(options, inputs))
    doubts.push_back(std::move(doubt));
  for (std::string& doubt : doubts_on_infrared_errors(options, inputs))
    doubts.push_back(std::move(doubt));
  doubt_overlap(inputs, doubts);
  doubt_pairs(inputs, doubts);
  doubt_repeated_positions(inputs.xray.catalogue.sources, doubts);
  doubt_magnitudes(options, inputs, doubts);
  for (std::string& doubt :
       doubts_on_features(options.infrared.features, inputs.infrared.tally.features))
    doubts.push_back(std::move(doubt));
  if (inputs.second) {
    doubt_colour_cuts(options, inputs, inputs.infrared.cleaning, inputs.of_each[0].area_arcsec2,
                      doubts);
    doubt_colour_cuts(options, inputs, inputs.second->cleaning, inputs.of_each[1].area_arcsec2,
                      doubts);
  } else {
    doubt_colour_cuts(options, inputs, inputs.infrared.cleaning, inputs.footprint.area_arcsec2(),
                      doubts);
  }
  doubt_footprint(inputs, doubts);
  doubt_places(options, inputs, doubts);
  return doubts;
}

} // namespace counterpoint

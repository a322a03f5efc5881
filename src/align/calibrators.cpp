#include "align/calibrators.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <unordered_set>

namespace counterpoint {

namespace {

std::vector<UnitVector> unit_vectors(std::span<const InfraredSource> sources) {
  std::vector<UnitVector> points;
  for (const InfraredSource& source : sources)
    points.push_back(unit_vector(source.position));
  return points;
}

// X-ray sources of one observation, found by distance.
KdIndex index_of(const AlignSources& sources, std::span<const std::size_t> rows) {
  std::vector<UnitVector> points;
  for (const std::size_t row : rows)
    points.push_back(unit_vector(sources.position(row)));
  return KdIndex{std::move(points)};
}

// The place in `index` nearest to `position` within `radius`, of equals the first.
std::optional<std::size_t> nearest_point(const KdIndex& index, const SkyPosition& position,
                                         Angle radius) {
  std::vector<KdIndex::Hit> hits;
  index.find_within(unit_vector(position), radius, hits);
  if (hits.empty()) return std::nullopt;
  const auto nearest =
      std::min_element(hits.begin(), hits.end(), [](const KdIndex::Hit& a, const KdIndex::Hit& b) {
        return std::pair{a.squared_chord, a.point} < std::pair{b.squared_chord, b.point};
      });
  return nearest->point;
}

bool is_bright_and_centred(const XrayDetection& seen, const CalibratorOptions& options) {
  const bool is_bright = std::isnan(seen.counts) || seen.counts >= options.fewest_counts;
  const bool is_centred = !seen.off_axis.is_finite() || seen.off_axis <= options.largest_off_axis;
  return is_bright && is_centred;
}

std::vector<std::size_t> find_calibrators(const AlignSources& sources,
                                          std::span<const std::size_t> of_observation,
                                          const CalibratorOptions& options) {
  const KdIndex index = index_of(sources, of_observation);
  std::vector<std::size_t> rows;
  std::vector<KdIndex::Hit> hits;
  for (const std::size_t row : of_observation) {
    if (!sources.sigma(row)) continue;
    if (!is_bright_and_centred(sources.catalogue.detection(row), options)) continue;
    index.find_within(unit_vector(sources.position(row)), options.isolation, hits);
    if (hits.size() == 1) rows.push_back(row); // itself
  }
  return rows;
}

// Which rows have one of the names. \throws InputError for a name that no row has
std::vector<bool> rows_named(const XrayCatalogue& catalogue,
                             const std::vector<std::string>& wanted) {
  std::unordered_set<std::string> missing{wanted.begin(), wanted.end()};
  const std::unordered_set<std::string> all = missing;
  std::vector<bool> is_named(catalogue.sources.size());
  for (std::size_t row = 0; row < catalogue.names.size(); ++row) {
    const std::string name = catalogue.name(row);
    is_named[row] = all.contains(name);
    missing.erase(name);
  }
  for (const std::string& name : wanted) {
    if (!missing.contains(name)) continue;
    std::vector<std::string> known;
    for (std::size_t row = 0; row < catalogue.names.size(); ++row)
      known.push_back(catalogue.name(row));
    const std::string nearest = nearest_word(name, known);
    throw InputError{"calibrators.name = " + name + ": the X-ray catalogue has no such source" +
                     (nearest.empty() ? "" : "; did you mean '" + nearest + "'?")};
  }
  return is_named;
}

// Adds the sources nearest to the positions of a catalogue, in every observation that has one.
void add_by_position(const AlignSources& sources, const RowsByObservation& rows,
                     const WholeTable& table, const CalibratorOptions& options,
                     std::vector<bool>& is_wanted) {
  const std::string key = "calibrators.catalogue";
  const auto ra = table.angles({"", Quantity::right_ascension, key, false});
  const auto dec = table.angles({"", Quantity::declination, key, false});
  std::vector<bool> has_source(ra.size());
  for (const std::vector<std::size_t>& of_observation : rows) {
    const KdIndex index = index_of(sources, of_observation);
    for (std::size_t i = 0; i < ra.size(); ++i) {
      if (!ra[i].is_finite() || !dec[i].is_finite()) continue;
      const auto nearest = nearest_point(index, {ra[i], dec[i]}, options.radius);
      if (!nearest) continue;
      is_wanted[of_observation[*nearest]] = true;
      has_source[i] = true;
    }
  }
  for (std::size_t i = 0; i < ra.size(); ++i) {
    if (has_source[i]) continue;
    throw InputError{table.locate(static_cast<std::int64_t>(i)) + ": no X-ray source lies within " +
                     format_text("%g", options.radius.arcsec()) +
                     " arcsec of this calibrator; check calibrators.catalogue and "
                     "calibrators.radius"};
  }
}

} // namespace

InfraredNeighbours::InfraredNeighbours(std::vector<InfraredSource> sources)
    : sources_{std::move(sources)}, index_{unit_vectors(sources_)} {}

const InfraredSource* InfraredNeighbours::nearest(const SkyPosition& position, Angle radius) const {
  const auto point = nearest_point(index_, position, radius);
  return point ? &sources_[*point] : nullptr;
}

std::size_t InfraredNeighbours::count(const SkyPosition& position, Angle radius) const {
  std::vector<KdIndex::Hit> hits;
  index_.find_within(unit_vector(position), radius, hits);
  return hits.size();
}

std::string describe_chosen(CalibratorChoice choice) {
  return choice == CalibratorChoice::found ? "isolated, well-centred, bright sources were found"
                                           : "calibrators are among the X-ray sources";
}

RowsByObservation choose_calibrators(const AlignSources& sources, const RowsByObservation& rows,
                                     const WholeTable& given, const CalibratorOptions& options) {
  RowsByObservation chosen;
  if (options.choice == CalibratorChoice::found) {
    for (const std::vector<std::size_t>& of_observation : rows)
      chosen.push_back(find_calibrators(sources, of_observation, options));
    return chosen;
  }
  std::vector<bool> is_wanted = rows_named(sources.catalogue, options.names);
  if (!options.files.empty()) add_by_position(sources, rows, given, options, is_wanted);
  for (const std::vector<std::size_t>& of_observation : rows) {
    std::vector<std::size_t>& wanted = chosen.emplace_back();
    for (const std::size_t row : of_observation) {
      if (is_wanted[row]) wanted.push_back(row);
    }
  }
  return chosen;
}

std::vector<CalibratorPair> pair_calibrators(const AlignSources& sources,
                                             std::span<const std::size_t> calibrators,
                                             const InfraredNeighbours& infrared,
                                             const PairingOptions& options,
                                             const FrameGuess& guess) {
  const CalibratorOptions& rule = options.calibrators;
  std::vector<CalibratorPair> pairs;
  std::map<std::int64_t, std::pair<Angle, std::size_t>> nearest_of; // infrared: distance, pair
  for (const std::size_t row : calibrators) {
    const SkyPosition& position = sources.position(row);
    const SkyPosition place = guess(position);
    const InfraredSource* star = infrared.nearest(place, rule.radius);
    if (star == nullptr) continue;
    if (rule.choice == CalibratorChoice::found && infrared.count(place, rule.isolation) > 1) {
      continue;
    }
    const std::pair here{separation(place, star->position), pairs.size()};
    const auto [entry, is_new] = nearest_of.try_emplace(star->ir_id, here);
    if (!is_new) entry->second = std::min(entry->second, here);
    pairs.push_back({row, star->ir_id, position, star->position, sources.sigma(row), star->sigma,
                     offset_between(position, star->position, options.measure)});
  }
  std::vector<CalibratorPair> kept;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (nearest_of.at(pairs[i].ir_id).second == i) kept.push_back(pairs[i]);
  }
  return kept;
}

double pairs_by_chance(const AlignSources& sources, std::span<const std::size_t> calibrators,
                       const InfraredNeighbours& infrared, const CalibratorOptions& options) {
  const auto area_arcsec2 = [](Angle radius) {
    return std::numbers::pi * radius.arcsec() * radius.arcsec();
  };
  std::size_t n_around = 0;
  for (const std::size_t row : calibrators) {
    const SkyPosition& position = sources.position(row);
    n_around += infrared.count(position, options.reach());
    n_around -= infrared.count(position, options.radius);
  }
  const auto n = static_cast<double>(calibrators.size());
  const double density_arcsec2 =
      static_cast<double>(n_around) /
      (n * (area_arcsec2(options.reach()) - area_arcsec2(options.radius)));
  const double near = density_arcsec2 * area_arcsec2(options.radius);
  if (options.choice != CalibratorChoice::found || options.isolation <= options.radius) {
    return n * -std::expm1(-near);
  }
  return n * near * std::exp(-density_arcsec2 * area_arcsec2(options.isolation)); // one alone
}

} // namespace counterpoint

#include "align/calibrators.hpp"

#include "counterpoint/catalogue/whole_table.hpp"
#include "counterpoint/core/error.hpp"
#include "counterpoint/core/suggestion.hpp"
#include "counterpoint/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <map>
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
KdIndex index_of(const AlignXray& xray, std::span<const std::size_t> rows) {
  std::vector<UnitVector> points;
  for (const std::size_t row : rows)
    points.push_back(unit_vector(*xray.rows[row].position));
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

bool is_bright_and_centred(const AlignRow& source, const CalibratorConfig& config) {
  if (!source.sigma()) return false;
  const bool is_bright = std::isnan(source.counts) || source.counts >= config.fewest_counts;
  const bool is_centred =
      !source.off_axis.is_finite() || source.off_axis <= config.largest_off_axis;
  return is_bright && is_centred;
}

std::vector<std::size_t> find_calibrators(const AlignXray& xray,
                                          std::span<const std::size_t> sources,
                                          const CalibratorConfig& config) {
  const KdIndex index = index_of(xray, sources);
  std::vector<std::size_t> rows;
  std::vector<KdIndex::Hit> hits;
  for (const std::size_t row : sources) {
    if (!is_bright_and_centred(xray.rows[row], config)) continue;
    index.find_within(unit_vector(*xray.rows[row].position), config.isolation, hits);
    if (hits.size() == 1) rows.push_back(row); // itself
  }
  return rows;
}

// Which rows have one of the names. \throws InputError for a name that no row has
std::vector<bool> rows_named(const AlignXray& xray, const std::vector<std::string>& wanted) {
  std::unordered_set<std::string> missing{wanted.begin(), wanted.end()};
  const std::unordered_set<std::string> all = missing;
  std::vector<bool> is_named;
  for (const AlignRow& source : xray.rows) {
    is_named.push_back(all.contains(source.name));
    missing.erase(source.name);
  }
  for (const std::string& name : wanted) {
    if (!missing.contains(name)) continue;
    std::vector<std::string> names;
    for (const AlignRow& source : xray.rows)
      names.push_back(source.name);
    const std::string nearest = nearest_word(name, names);
    throw InputError{"calibrators.name = " + name + ": the X-ray catalogue has no such source" +
                     (nearest.empty() ? "" : "; did you mean '" + nearest + "'?")};
  }
  return is_named;
}

// Adds the sources nearest to the positions of a catalogue, in every observation that has one.
void add_by_position(const AlignXray& xray, const std::vector<std::vector<std::size_t>>& sources,
                     const WholeTable& table, const CalibratorConfig& config,
                     std::vector<bool>& is_wanted) {
  const std::string key = "calibrators.catalogue";
  const auto ra = table.angles({"", Quantity::right_ascension, key, false});
  const auto dec = table.angles({"", Quantity::declination, key, false});
  std::vector<bool> has_source(ra.size());
  for (const std::vector<std::size_t>& of_observation : sources) {
    const KdIndex index = index_of(xray, of_observation);
    for (std::size_t i = 0; i < ra.size(); ++i) {
      if (!ra[i].is_finite() || !dec[i].is_finite()) continue;
      const auto nearest = nearest_point(index, {ra[i], dec[i]}, config.radius);
      if (!nearest) continue;
      is_wanted[of_observation[*nearest]] = true;
      has_source[i] = true;
    }
  }
  for (std::size_t i = 0; i < ra.size(); ++i) {
    if (has_source[i]) continue;
    throw InputError{table.locate(static_cast<std::int64_t>(i)) + ": no X-ray source lies within " +
                     format_text("%g", config.radius.arcsec()) +
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

std::vector<std::vector<std::size_t>>
choose_calibrators(const AlignXray& xray, const std::vector<std::vector<std::size_t>>& sources,
                   const WholeTable& given, const CalibratorConfig& config) {
  std::vector<std::vector<std::size_t>> chosen;
  if (config.choice == CalibratorChoice::found) {
    for (const std::vector<std::size_t>& of_observation : sources)
      chosen.push_back(find_calibrators(xray, of_observation, config));
    return chosen;
  }
  std::vector<bool> is_wanted = rows_named(xray, config.names);
  if (!config.files.empty()) add_by_position(xray, sources, given, config, is_wanted);
  for (const std::vector<std::size_t>& of_observation : sources) {
    std::vector<std::size_t>& rows = chosen.emplace_back();
    for (const std::size_t row : of_observation) {
      if (is_wanted[row]) rows.push_back(row);
    }
  }
  return chosen;
}

std::vector<CalibratorPair> pair_calibrators(const AlignXray& xray,
                                             std::span<const std::size_t> calibrators,
                                             const InfraredNeighbours& infrared,
                                             const CalibratorConfig& config, OffsetMeasure measure,
                                             const FrameGuess& guess) {
  std::vector<CalibratorPair> pairs;
  std::map<std::int64_t, std::pair<Angle, std::size_t>> nearest_of; // infrared: distance, pair
  for (const std::size_t row : calibrators) {
    const AlignRow& source = xray.rows[row];
    const SkyPosition place = guess(*source.position);
    const InfraredSource* star = infrared.nearest(place, config.radius);
    if (star == nullptr) continue;
    if (config.choice == CalibratorChoice::found && infrared.count(place, config.isolation) > 1) {
      continue;
    }
    const std::pair here{separation(place, star->position), pairs.size()};
    const auto [entry, is_new] = nearest_of.try_emplace(star->ir_id, here);
    if (!is_new) entry->second = std::min(entry->second, here);
    pairs.push_back({row, star->ir_id, *source.position, star->position, source.sigma(),
                     star->sigma, offset_between(*source.position, star->position, measure)});
  }
  std::vector<CalibratorPair> kept;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (nearest_of.at(pairs[i].ir_id).second == i) kept.push_back(pairs[i]);
  }
  return kept;
}

} // namespace counterpoint

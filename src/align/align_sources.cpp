#include "align/align_sources.hpp"

#include "counterpoint/astrometry/best_observation.hpp"

#include <cmath>
#include <set>
#include <utility>

namespace counterpoint {

namespace {

// Of rows of one observation.
std::vector<std::size_t> distinct_sources(const AlignSources& sources,
                                          std::span<const std::size_t> rows) {
  std::vector<Observation> observations;
  for (const std::size_t row : rows) {
    const XrayDetection seen = sources.catalogue.detection(row);
    observations.push_back({sources.catalogue.name(row), seen.counts, seen.off_axis,
                            sources.uncertainties[row].radius_95});
  }
  std::vector<std::size_t> distinct;
  std::set<std::pair<Angle, Angle>> places;
  for (const std::size_t best : best_observations(observations)) {
    const SkyPosition& position = sources.position(rows[best]);
    if (places.emplace(position.ra(), position.dec()).second) distinct.push_back(rows[best]);
  }
  return distinct;
}

} // namespace

std::optional<Angle> AlignSources::sigma(std::size_t xray_id) const {
  const Angle radius_95 = uncertainties[xray_id].radius_95;
  if (!(radius_95 > Angle{})) return std::nullopt; // NaN too
  static const double radius_95_per_sigma = std::sqrt(-2.0 * std::log(0.05));
  return radius_95 / radius_95_per_sigma;
}

AlignSources with_uncertainties(XrayCatalogue&& catalogue, const XrayOptions& options,
                                OutOfRange rule) {
  const bool has_counts = !options.counts.name.empty() && !options.off_axis.name.empty();
  std::vector<PositionalUncertainty> uncertainties;
  for (std::size_t row = 0; row < catalogue.sources.size(); ++row) {
    const Angle quoted = catalogue.sources[row].sigma.major;
    const XrayDetection seen = catalogue.detection(row);
    uncertainties.push_back(has_counts
                                ? positional_uncertainty(seen.off_axis, seen.counts, quoted, rule)
                                : quoted_uncertainty(quoted));
  }
  return {std::move(catalogue), std::move(uncertainties)};
}

RowsByObservation sources_by_observation(const AlignSources& sources) {
  RowsByObservation rows(sources.catalogue.observations.size());
  for (std::size_t row = 0; row < sources.catalogue.sources.size(); ++row) {
    const XraySource& source = sources.catalogue.sources[row];
    if (source.position) rows[source.observation].push_back(row);
  }
  for (std::vector<std::size_t>& of_observation : rows)
    of_observation = distinct_sources(sources, of_observation);
  return rows;
}

XrayCatalogue catalogue_of(const AlignSources& sources, std::span<const std::size_t> rows) {
  XrayCatalogue catalogue;
  for (const std::size_t row : rows) {
    XraySource source = sources.catalogue.sources[row];
    source.sigma = sources.sigma(row).value_or(Angle::nan());
    source.error = source.sigma;
    catalogue.sources.own().push_back(source);
  }
  return catalogue;
}

} // namespace counterpoint

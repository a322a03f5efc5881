#include "sources/one_row_per_name.hpp"

#include "counterpoint/astrometry/best_observation.hpp"
#include "counterpoint/astrometry/kim2007.hpp"

#include <cmath>
#include <string_view>
#include <unordered_map>

namespace counterpoint {

namespace {

Angle radius_95(const XraySource& source) {
  const Angle quoted = source.sigma.major;
  if (std::isnan(source.counts) || !source.off_axis.is_finite()) {
    return quoted_uncertainty(quoted).radius_95;
  }
  return positional_uncertainty(source.off_axis, source.counts, quoted, OutOfRange::quoted)
      .radius_95;
}

} // namespace

RepeatedNames repeated_names(const XrayCatalogue& catalogue) {
  std::unordered_map<std::string_view, std::int64_t> rows_of;
  std::vector<std::size_t> named;
  for (std::size_t row = 0; row < catalogue.names.size(); ++row) {
    if (!catalogue.sources[row].kept || catalogue.names[row].empty()) continue;
    named.push_back(row);
    ++rows_of[catalogue.names[row]];
  }
  RepeatedNames repeated;
  for (const auto& [unused, n_rows] : rows_of)
    repeated.n_names += n_rows > 1 ? 1 : 0;
  for (const std::size_t row : named) {
    const std::string& name = catalogue.names[row];
    if (repeated.example.empty() && rows_of[name] > 1) repeated.example = name;
    if (name == repeated.example) repeated.example_rows.push_back(static_cast<std::int64_t>(row));
  }
  return repeated;
}

void keep_one_row_per_name(XrayCatalogue& catalogue) {
  // A row that cannot be used must not win over one that can: it does not take part.
  std::vector<std::size_t> kept;
  std::vector<Observation> observations;
  for (std::size_t row = 0; row < catalogue.sources.size(); ++row) {
    XraySource& source = catalogue.sources[row];
    if (!source.kept) continue;
    kept.push_back(row);
    observations.push_back(
        {catalogue.name(row), source.counts, source.off_axis, radius_95(source)});
    source.kept = false;
    source.reason = XrayReason::another_observation;
  }
  for (const std::size_t best : best_observations(observations)) {
    XraySource& source = catalogue.sources[kept[best]];
    source.kept = true;
    source.reason = XrayReason::kept;
  }
}

} // namespace counterpoint

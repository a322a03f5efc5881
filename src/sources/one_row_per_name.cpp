#include "sources/one_row_per_name.hpp"

#include "counterpoint/astrometry/best_observation.hpp"
#include "counterpoint/astrometry/kim2007.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string_view>
#include <utility>

namespace counterpoint {

namespace {

Angle radius_95(const XrayDetection& seen, Angle quoted) {
  if (std::isnan(seen.counts) || !seen.off_axis.is_finite())
    return quoted_uncertainty(quoted).radius_95;
  return positional_uncertainty(seen.off_axis, seen.counts, quoted, OutOfRange::quoted).radius_95;
}

// A name of a row that was kept.
struct NamedRow {
  std::size_t hash = 0;
  std::int64_t row = 0;
};

// The kept rows with names that stand in several of them, by name and then row.
std::vector<std::vector<std::int64_t>> rows_of_repeated_names(const XrayCatalogue& catalogue) {
  const auto name = [&](std::int64_t row) {
    return catalogue.names[static_cast<std::size_t>(row)];
  };
  std::vector<NamedRow> named;
  named.reserve(catalogue.names.size());
  for (std::size_t row = 0; row < catalogue.names.size(); ++row) {
    if (!catalogue.sources[row].kept || catalogue.names[row].empty()) continue;
    named.push_back(
        {std::hash<std::string_view>{}(catalogue.names[row]), static_cast<std::int64_t>(row)});
  }
  // Few names have a hash in common that are not the same: only then the names are looked at.
  std::sort(named.begin(), named.end(), [&](const NamedRow& a, const NamedRow& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    return std::pair{name(a.row), a.row} < std::pair{name(b.row), b.row};
  });
  std::vector<std::vector<std::int64_t>> repeated;
  for (auto first = named.begin(); first != named.end();) {
    const auto end = std::find_if(first, named.end(), [&](const NamedRow& other) {
      return other.hash != first->hash || name(other.row) != name(first->row);
    });
    if (end - first > 1) {
      std::vector<std::int64_t>& rows = repeated.emplace_back();
      for (auto of_name = first; of_name != end; ++of_name)
        rows.push_back(of_name->row);
    }
    first = end;
  }
  return repeated;
}

} // namespace

RepeatedNames repeated_names(const XrayCatalogue& catalogue) {
  const auto names = rows_of_repeated_names(catalogue);
  RepeatedNames repeated;
  repeated.n_names = names.size();
  if (names.empty()) return repeated;
  repeated.example_rows = *std::min_element(
      names.begin(), names.end(), [](const auto& a, const auto& b) { return a[0] < b[0]; });
  repeated.example = catalogue.name(static_cast<std::size_t>(repeated.example_rows[0]));
  return repeated;
}

std::vector<std::int64_t> rows_of_other_observations(const XrayCatalogue& catalogue) {
  // A row that cannot be used must not win over one that can: it does not take part.
  std::vector<std::int64_t> others;
  for (const std::vector<std::int64_t>& rows : rows_of_repeated_names(catalogue)) {
    std::vector<Observation> observations;
    for (const std::int64_t row : rows) {
      const auto id = static_cast<std::size_t>(row);
      const XrayDetection seen = catalogue.detection(id);
      observations.push_back({catalogue.name(id), seen.counts, seen.off_axis,
                              radius_95(seen, catalogue.sources[id].sigma.major)});
    }
    const std::size_t best = best_observations(observations).front();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i != best) others.push_back(rows[i]);
    }
  }
  std::sort(others.begin(), others.end());
  return others;
}

} // namespace counterpoint

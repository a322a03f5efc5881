#include "sources/feature_columns.hpp"

#include "counterpoint/comm/reduction.hpp"
#include "counterpoint/core/text.hpp"
#include "counterpoint/sources/cleaning.hpp"

#include <algorithm>
#include <functional>

namespace counterpoint {

namespace {

void take(const std::vector<double>& column, std::span<const std::uint32_t> rows, bool is_magnitude,
          std::vector<double>& values) {
  values.resize(rows.size());
  for (std::size_t k = 0; k < rows.size(); ++k) {
    const double value = column.data()[rows.data()[k]];
    values.data()[k] = is_magnitude ? magnitude_or_missing(value) : value;
  }
}

} // namespace

void ImpossibleMagnitudes::add(std::span<const double> values) {
  constexpr double brightest = -5.0; // no star is as bright in any band
  constexpr double faintest = 28.0;  // nor is one seen that is as faint
  for (const double value : values) {
    n_of_all += value == value ? 1 : 0;
    if (!(value < brightest || value > faintest)) continue;
    ++n;
    least = std::min(least, value);
    most = std::max(most, value);
  }
}

bool ImpossibleMagnitudes::are_fillers() const {
  constexpr std::int64_t one_in = 100;
  return n > 0 && least == most && one_in * n >= n_of_all;
}

FeatureColumns::FeatureColumns(const std::vector<FeatureRequest>& requests, Columns& columns) {
  for (const FeatureRequest& request : requests)
    places_.push_back({columns.want(request.column),
                       columns.want(request.subtracted),
                       request.is_magnitude,
                       request.name,
                       {request.column.name, request.subtracted.name}});
}

std::vector<std::string> FeatureColumns::notes(const Communicator& comm) const {
  std::vector<std::string> notes;
  for (const Places& places : places_) {
    for (std::size_t i = 0; i < places.columns.size(); ++i) {
      ImpossibleMagnitudes of_column = places.impossible[i];
      add_up(comm, of_column);
      if (!of_column.are_fillers()) continue;
      notes.push_back(with_commas(of_column.n) + " of " + with_commas(of_column.n_of_all) +
                      " values of " + places.columns[i] + format_text(" are %g", of_column.least) +
                      ": does the number stand for missing values? In a difference (" +
                      places.name + ", probability.feature) it counts as it is: blank these cells");
    }
  }
  return notes;
}

void FeatureColumns::find_codes(const RowBlock& block, std::span<const std::uint32_t> rows,
                                std::vector<FeatureCodes>& codes) {
  static_assert(FeatureCode::missing == 0); // where this catalogue has no column
  codes.assign(rows.size(), {});
  codes_.resize(rows.size());
  const auto column = [&](int place) -> const std::vector<double>& {
    return block.numbers[static_cast<std::size_t>(place)];
  };
  for (std::size_t f = 0; f < places_.size(); ++f) {
    Places& places = places_[f];
    if (places.column < 0) continue;
    take(column(places.column), rows, places.is_magnitude, values_);
    if (places.subtracted >= 0) {
      take(column(places.subtracted), rows, places.is_magnitude, subtracted_);
      places.impossible[0].add(values_);
      places.impossible[1].add(subtracted_);
      std::ranges::transform(values_, subtracted_, values_.begin(), std::minus<>{});
    }
    FeatureCode::of(values_, codes_);
    for (std::size_t k = 0; k < rows.size(); ++k)
      codes[k].of[f] = codes_[k];
  }
}

} // namespace counterpoint

#include "sources/feature_columns.hpp"

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

FeatureColumns::FeatureColumns(const std::vector<FeatureRequest>& requests, Columns& columns) {
  for (const FeatureRequest& request : requests)
    places_.push_back(
        {columns.want(request.column), columns.want(request.subtracted), request.is_magnitude});
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
    const Places& places = places_[f];
    if (places.column < 0) continue;
    take(column(places.column), rows, places.is_magnitude, values_);
    if (places.subtracted >= 0) {
      take(column(places.subtracted), rows, places.is_magnitude, subtracted_);
      std::ranges::transform(values_, subtracted_, values_.begin(), std::minus<>{});
    }
    FeatureCode::of(values_, codes_);
    for (std::size_t k = 0; k < rows.size(); ++k)
      codes[k].of[f] = codes_[k];
  }
}

} // namespace counterpoint

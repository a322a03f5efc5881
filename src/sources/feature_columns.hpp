#pragma once

#include "counterpoint/sources/cleaning.hpp"
#include "counterpoint/sources/features.hpp"
#include "sources/row_reading.hpp"

#include <cstddef>
#include <vector>

namespace counterpoint {

/// The columns that the features of infrared sources are made of.
class FeatureColumns {
public:
  FeatureColumns(const std::vector<FeatureRequest>& requests, Columns& columns) {
    for (const FeatureRequest& request : requests)
      places_.push_back(
          {columns.want(request.column), columns.want(request.subtracted), request.is_magnitude});
  }

  [[nodiscard]] bool empty() const { return places_.empty(); }
  /// Of a row.
  [[nodiscard]] FeatureCodes codes(const RowBlock& block, std::size_t row) const {
    FeatureCodes codes;
    for (std::size_t f = 0; f < places_.size(); ++f) {
      const auto [column, subtracted, is_magnitude] = places_[f];
      double value = value_of(block, column, row, is_magnitude);
      if (subtracted >= 0) value -= value_of(block, subtracted, row, is_magnitude);
      codes.of[f] = FeatureCode::of(value);
    }
    return codes;
  }

private:
  struct Places {
    int column;
    int subtracted; // -1: none
    bool is_magnitude;
  };

  static double value_of(const RowBlock& block, int column, std::size_t row, bool is_magnitude) {
    const double value = value_at(block, column, row);
    return is_magnitude ? magnitude_or_missing(value) : value;
  }

  std::vector<Places> places_; // in the block, of each feature
};

} // namespace counterpoint

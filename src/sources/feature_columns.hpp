#pragma once

#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/sources/features.hpp"
#include "sources/row_reading.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// The columns that the features of infrared sources are made of.
class FeatureColumns {
public:
  FeatureColumns(const std::vector<FeatureRequest>& requests, Columns& columns);

  [[nodiscard]] bool empty() const { return places_.empty(); }
  /// Makes `codes` those of these rows of the block.
  void find_codes(const RowBlock& block, std::span<const std::uint32_t> rows,
                  std::vector<FeatureCodes>& codes);

private:
  struct Places {
    int column;
    int subtracted; // -1: none
    bool is_magnitude;
  };

  std::vector<Places> places_; // in the block, of each feature
  // Of one feature, by row.
  std::vector<double> values_;
  std::vector<double> subtracted_;
  std::vector<std::uint16_t> codes_;
};

} // namespace counterpoint

#pragma once

#include "counterpoint/sky/position_columns.hpp"
#include "counterpoint/sources/features.hpp"
#include "counterpoint/sources/infrared_rows.hpp"

#include <cstddef>
#include <span>

namespace counterpoint {

/// Infrared rows that passed the cleaning, column by column.
struct InfraredColumns {
  PositionColumns positions;
  std::span<const double> ks;             ///< mag; NaN where missing
  std::span<const InfraredErrors> errors; ///< empty where `common_errors` are those of all
  InfraredErrors common_errors;
  std::span<const FeatureCodes> features; ///< empty where none are asked for

  [[nodiscard]] std::size_t size() const { return ks.size(); }
};

} // namespace counterpoint

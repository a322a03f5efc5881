#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/sources/features.hpp"

#include <cstdint>
#include <limits>

namespace counterpoint {

/// An infrared source within the acceptance region of an X-ray source: where the catalogues say
/// that they are, or in a null trial.
struct Candidate {
  std::int64_t ir_id = 0;
  Angle separation;
  Angle position_angle; ///< of the infrared source, seen from the X-ray source
  Angle infrared_sigma; ///< one-dimensional standard deviation of the infrared source
  Angle quoted_error;   ///< hypot(error_x, error_i), as the catalogues quote them; major axes
  double ks = std::numeric_limits<double>::quiet_NaN(); ///< mag; NaN where missing
  FeatureCodes features = {};                           ///< as far as any are asked for
};

} // namespace counterpoint

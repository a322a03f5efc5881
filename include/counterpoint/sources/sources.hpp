#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/sky/ellipse.hpp"
#include "counterpoint/sky/position.hpp"
#include "counterpoint/sources/cleaning.hpp"
#include "counterpoint/sources/features.hpp"

#include <cstdint>
#include <limits>

namespace counterpoint {

/// One row of the X-ray catalogue. Rows that cannot be used are included, so that xray_id is also
/// the place in the catalogue.
struct XraySource {
  std::int64_t xray_id = 0;       ///< zero-based data row over the catalogue's files
  OptionalPosition position;      ///< none where the catalogue gives no usable one
  SkyEllipse error;               ///< as quoted: sets the acceptance region
  SkyEllipse sigma;               ///< standard deviations along the axes: enter the likelihood
  std::uint32_t observation = 0;  ///< place in XrayCatalogue::observations
  std::uint16_t source_class = 0; ///< place in XrayCatalogue::classes
  XrayReason reason = XrayReason::kept; ///< why it was not kept
  bool kept = false;                    ///< passed the cleaning rules; it has a position then
};
static_assert(sizeof(XraySource) <= 80, "of all X-ray sources there is one on every node");

/// How an X-ray source was seen: what tells the best of several observations.
struct XrayDetection {
  double counts = std::numeric_limits<double>::quiet_NaN(); ///< net; NaN where missing
  Angle off_axis = Angle::nan(); ///< from the aim point; NaN where missing
};

/// What the tables show of an infrared source beyond what the search needs.
struct StarDetails {
  SkyPosition position;                                ///< as used
  double j = std::numeric_limits<double>::quiet_NaN(); ///< mag; NaN where missing
  double h = std::numeric_limits<double>::quiet_NaN();
};

/// One infrared source that passed the cleaning.
struct InfraredSource {
  std::int64_t ir_id = 0; ///< zero-based data row over the catalogue's files
  SkyPosition position;
  Angle error;                                          ///< as quoted
  Angle sigma;                                          ///< one-dimensional standard deviation
  double ks = std::numeric_limits<double>::quiet_NaN(); ///< mag; NaN where missing
  FeatureCodes features = {};                           ///< as far as any are asked for
};

} // namespace counterpoint

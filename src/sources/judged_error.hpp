#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/sources/cleaning.hpp"
#include "counterpoint/sources/error_level.hpp"
#include "sources/row_reading.hpp"

#include <limits>
#include <optional>

namespace counterpoint {

/// The quoted error of an infrared row and what follows from it. Mostly one holds for the whole
/// catalogue.
struct JudgedError {
  double arcsec = std::numeric_limits<double>::quiet_NaN(); ///< as quoted
  std::optional<InfraredReason> fault;                      ///< why such a row is rejected
  Angle error;
  Angle sigma;
};

[[nodiscard]] inline JudgedError judged_error(double arcsec, const ErrorLevel& level,
                                              Angle largest) {
  const Angle error = Angle::from_arcsec(arcsec);
  if (!is_usable_error(error.arcsec())) return {arcsec, InfraredReason::no_position_error, {}, {}};
  if (error > largest) return {arcsec, InfraredReason::error_too_large, {}, {}};
  return {arcsec, {}, error, level.sigma(error)};
}

} // namespace counterpoint

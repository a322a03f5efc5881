#pragma once

#include "counterpoint/core/angle.hpp"

#include <cstddef>
#include <string_view>

namespace counterpoint {

/// Where the positional uncertainty of an X-ray source comes from.
enum class UncertaintyOrigin : std::size_t {
  kim2007, ///< the formulas, within their range
  quoted,  ///< outside it, the error that the catalogue quotes
  clamped, ///< outside it, the formulas at the nearest counts within
  zero,    ///< outside it, 0: as XRBID does
  unknown  ///< outside it, and the catalogue quotes no error: NaN
};
inline constexpr std::size_t n_uncertainty_origins = 5;
[[nodiscard]] std::string_view name(UncertaintyOrigin origin);

/// Radii that hold 68 and 95 % of the positions.
struct PositionalUncertainty {
  Angle radius_68;
  Angle radius_95;
  UncertaintyOrigin origin = UncertaintyOrigin::unknown;
};

/// Positional uncertainty of a Chandra source.
/// \param off_axis  angle from the aim point, not negative
/// \param counts  net counts, positive
/// \source Kim et al. 2007, ApJS 169, 401: eq. 14 (68 %) and eq. 12 (95 %)
[[nodiscard]] Angle kim2007_radius_68(Angle off_axis, double counts);
[[nodiscard]] Angle kim2007_radius_95(Angle off_axis, double counts);

/// Do the formulas hold: 0 < log10(counts) <= 3.3, and the off-axis angle known?
[[nodiscard]] bool kim2007_holds(Angle off_axis, double counts);

/// What is used in place of the formulas outside their range.
enum class OutOfRange {
  quoted, ///< the quoted error; the nearest counts in range where there is none
  zero    ///< 0, as XRBID does
};

/// The formulas, or outside their range what `rule` says; counts of 0 and below are outside.
/// \param off_axis, counts  NaN where missing
/// \param quoted_sigma  one-dimensional standard deviation of the error that the catalogue quotes;
///   NaN (or not positive) where there is none
[[nodiscard]] PositionalUncertainty positional_uncertainty(Angle off_axis, double counts,
                                                           Angle quoted_sigma, OutOfRange rule);

/// The uncertainty as the catalogue quotes it: circular Gaussian radii.
[[nodiscard]] PositionalUncertainty quoted_uncertainty(Angle quoted_sigma);

/// Positional uncertainty with that of the frame: sig1 = hypot(radius_68, s), sig2 =
/// hypot(radius_95, 2 s).
struct TotalUncertainty {
  Angle sig1;
  Angle sig2;
};
/// \param frame_error  s = hypot of the standard deviations east and north, as in XRBID
[[nodiscard]] TotalUncertainty total_uncertainty(const PositionalUncertainty& uncertainty,
                                                 Angle frame_error);

} // namespace counterpoint

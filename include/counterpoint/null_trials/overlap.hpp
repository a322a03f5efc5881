#pragma once

#include "counterpoint/null_trials/offset_ellipse.hpp"
#include "counterpoint/null_trials/shift.hpp"

#include <array>

namespace counterpoint {

/// A disc in the tangent plane, in arcsec.
struct Disc {
  double x_arcsec = 0.0;
  double y_arcsec = 0.0;
  double radius_arcsec = 0.0;
};

/// Area common to two discs whose centres are `distance` apart, in square arcsec (the lens of two
/// circular segments).
[[nodiscard]] double overlap_area_arcsec2(double distance_arcsec, double radius_a_arcsec,
                                          double radius_b_arcsec);

/// Fraction of the circle of radius `shift` round an infrared source that lies within `radius` of
/// an X-ray source `distance` away.
[[nodiscard]] double fraction_of_circle(double distance_arcsec, double radius_arcsec,
                                        double shift_arcsec);

/// Has the zone so little width that it counts as a circle? The difference of two areas would be
/// rounding.
[[nodiscard]] bool is_circle(const ShiftZone& zone);

/// In square arcsec.
[[nodiscard]] double area_arcsec2(const ShiftZone& zone);

/// Area common to three discs, in square arcsec: by Green's theorem along the arcs that bound it.
[[nodiscard]] double common_area_arcsec2(const std::array<Disc, 3>& discs);

/// The chance that a shift drawn in `zone` brings an infrared source within `radius` of an X-ray
/// source `distance` away: p(d; R, S) = A(d, R, S) / (pi S^2) for a disc, the difference of two
/// discs over the area difference for an annulus, the fraction of the circle for a zone without
/// width. \source docs/method.md, section 4
[[nodiscard]] double match_chance(double distance_arcsec, double radius_arcsec,
                                  const ShiftZone& zone);

/// The same where the acceptance region is an ellipse: `ellipse` is seen from the infrared source.
[[nodiscard]] double match_chance(const OffsetEllipse& ellipse, const ShiftZone& zone);

/// The chance that one shift brings an infrared source within reach of two X-ray sources at once.
/// \param a, b  acceptance discs of the two, relative to the unshifted infrared source
[[nodiscard]] double joint_match_chance(const Disc& a, const Disc& b, const ShiftZone& zone);

} // namespace counterpoint

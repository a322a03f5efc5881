#pragma once

#include <vector>

namespace counterpoint {

/// An ellipse in the tangent plane whose centre lies off the origin, and what it has in common with
/// discs and circles round the origin: the acceptance ellipse of an X-ray source, seen from an
/// infrared source that is shifted. Exact to rounding.
class OffsetEllipse {
public:
  /// \param along_arcsec, across_arcsec  centre, along the major and the minor axis
  /// \param major_arcsec, minor_arcsec  semi-axes, major > minor > 0
  OffsetEllipse(double along_arcsec, double across_arcsec, double major_arcsec,
                double minor_arcsec);

  /// Area common to the ellipse and the disc of that radius, in square arcsec: by Green's theorem
  /// along the arcs that bound it.
  [[nodiscard]] double overlap_area_arcsec2(double radius_arcsec) const;

  /// Fraction of the circle of that radius (a point, where it is 0) that lies in the ellipse.
  [[nodiscard]] double fraction_of_circle(double radius_arcsec) const;

private:
  struct Point {
    double x;
    double y;
  };
  // The boundary is (x + a cos t, y + b sin t).
  [[nodiscard]] Point at(double t) const;
  [[nodiscard]] double squared_distance(double t) const;
  // Where the distance of the boundary from the origin has its extrema: 2 or 4 values of t, in
  // order.
  [[nodiscard]] std::vector<double> extrema() const;
  // Where the boundary crosses the circle: values of t, in order.
  [[nodiscard]] std::vector<double> crossings(double radius) const;
  // Arcs of the circle inside the ellipse, in radian: their sum.
  [[nodiscard]] double arcs_inside(double radius, const std::vector<double>& crossings) const;

  double x_;
  double y_;
  double a_;
  double b_;
};

} // namespace counterpoint

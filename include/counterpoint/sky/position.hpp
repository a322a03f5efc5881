#pragma once

#include "counterpoint/core/angle.hpp"

#include <concepts>
#include <optional>

namespace counterpoint {

/// A point on the celestial sphere: ICRS (or any one frame shared by all catalogues of a run).
/// Right ascension is in [0, 360) deg, declination in [-90, 90] deg; the constructor ensures it.
class SkyPosition {
public:
  SkyPosition() = default;
  /// \param ra  any finite angle; wrapped into [0, 360) deg
  /// \throws InternalError if an angle is not finite or |dec| > 90 deg (readers reject such rows)
  SkyPosition(Angle ra, Angle dec) : ra_{ra}, dec_{dec} {
    const bool is_in_range = ra.degrees() >= 0.0 && ra.degrees() < 360.0 &&
                             dec.degrees() >= -90.0 && dec.degrees() <= 90.0;
    if (!is_in_range) bring_into_range();
  }

  [[nodiscard]] Angle ra() const { return ra_; }
  [[nodiscard]] Angle dec() const { return dec_; }

private:
  friend class OptionalPosition;
  void bring_into_range();

  Angle ra_;
  Angle dec_;
};

/// A position or none, in the memory of a position: std::optional takes half as much again.
class OptionalPosition {
public:
  OptionalPosition() { reset(); }
  template <std::same_as<SkyPosition> Position> // no other type, so that {} is none
  OptionalPosition(const Position& position) : position_{position} {} // implicit, as std::optional
  OptionalPosition(std::nullopt_t) : OptionalPosition{} {}

  [[nodiscard]] bool has_value() const { return position_.ra_.is_finite(); }
  explicit operator bool() const { return has_value(); }
  /// Only where it has a value.
  [[nodiscard]] const SkyPosition& operator*() const { return position_; }
  [[nodiscard]] const SkyPosition* operator->() const { return &position_; }
  void reset() { position_.ra_ = Angle::nan(); }

private:
  SkyPosition position_; // no right ascension: none
};

/// Cartesian direction of unit length.
struct UnitVector {
  double x = 1.0;
  double y = 0.0;
  double z = 0.0;
};

[[nodiscard]] UnitVector unit_vector(const SkyPosition& position);

/// Great-circle separation, accurate at all distances, also near 0 and 180 deg.
/// \source Vincenty 1975, Survey Review 23, 88
[[nodiscard]] Angle separation(const SkyPosition& a, const SkyPosition& b);

/// Position angle of `to` as seen from `from`: from north through east, in [0, 360) deg.
[[nodiscard]] Angle position_angle(const SkyPosition& from, const SkyPosition& to);

/// The point reached from `start` along the great circle with the given position angle.
[[nodiscard]] SkyPosition offset_by(const SkyPosition& start, Angle position_angle,
                                    Angle separation);

} // namespace counterpoint

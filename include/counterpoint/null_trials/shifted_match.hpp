#pragma once

#include "counterpoint/match/neighbourhoods.hpp"
#include "counterpoint/null_trials/shift.hpp"

#include <cstdint>

namespace counterpoint {

/// Decides for one pair and many trials whether the shifted infrared source lies within the
/// acceptance radius of the X-ray source. Two windows on the random bits, a little wider than the
/// truth, turn most trials away with integer comparisons; the rest is computed.
class ShiftedPair {
public:
  explicit ShiftedPair(const Neighbour& neighbour);

  /// Where the shifts of the next trials lie; to be called before anything below.
  void set_zone(const ShiftZone& zone);

  /// Can no shift in the zone make a match?
  [[nodiscard]] bool is_out_of_reach() const { return is_out_of_reach_; }

  [[nodiscard]] bool matches(const ShiftDraw& draw) const {
    return draw.radius_bits - radius_low_ <= radius_span_ &&
           draw.angle_bits - angle_low_ <= angle_span_ &&
           squared_separation_arcsec2(draw) <= squared_radius_;
  }

  /// Squared distance between the X-ray source and the shifted infrared source.
  [[nodiscard]] double squared_separation_arcsec2(const ShiftDraw& draw) const;

private:
  ShiftZone zone_;
  double separation_arcsec_;
  double radius_arcsec_;
  double east_arcsec_;
  double north_arcsec_;
  double squared_radius_;
  bool is_out_of_reach_ = false;
  std::uint32_t radius_low_ = 0; // windows are [low, low + span] in modular arithmetic
  std::uint32_t radius_span_ = 0;
  std::uint32_t angle_low_ = 0;
  std::uint32_t angle_span_ = 0;
};

} // namespace counterpoint

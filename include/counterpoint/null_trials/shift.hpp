#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/core/random.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/sky/offset.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace counterpoint {

/// How a trial displaces the infrared catalogue (docs/method.md, section 4).
enum class ShiftMode {
  disc,    ///< each source by its own offset, uniform over a disc of radius shift_max: the notebook
  annulus, ///< each source by its own offset, uniform between shift_min and shift_max
  rigid    ///< one offset for the whole catalogue per trial, uniform between the two
};

/// Where the offsets of a trial lie: an annulus, or a circle where both radii are equal.
struct ShiftZone {
  Angle inner;
  Angle outer;
};

/// Everything that the null trials and the sweep over shift radii need to know.
struct NullOptions {
  ShiftMode mode = ShiftMode::disc;
  int trials = 30;
  Angle shift_min;
  Angle shift_max = Angle::from_arcsec(10.0);
  std::uint64_t seed = 1;
  std::vector<Angle> sweep_radii;
  int sweep_trials = 10;

  /// Zone of the null trials.
  [[nodiscard]] ShiftZone zone() const;
  /// Zone of the sweep at `radius`: the same mode with that outer radius; where the radius does not
  /// exceed shift_min, the circle of that radius.
  [[nodiscard]] ShiftZone sweep_zone(Angle radius) const;
  /// The largest shift that any trial makes.
  [[nodiscard]] Angle largest_shift() const;
};

/// NullOptions as they are asked for. Shifts that are not given follow from the acceptance radii,
/// known only when the X-ray catalogue is read.
struct NullRequest {
  NullOptions given; ///< all but the shifts that are not given
  bool has_shift_min = false;
  bool has_shift_max = false;
  bool has_sweep_radii = false;

  /// The annulus begins beyond the largest acceptance radius, so that counterparts are not found
  /// again, and its area is several times that of the acceptance regions, so that trials differ;
  /// the sweep goes from 0 to its outer edge in equal steps.
  /// \throws InputError if the shifts are out of order or beyond all use
  [[nodiscard]] NullOptions resolved(Angle largest_radius) const;
};

/// The keys of NullOptions: [null] and [sweep].
[[nodiscard]] std::vector<SettingKey> null_keys();

/// \throws InputError naming the key whose value makes no sense
[[nodiscard]] NullRequest null_request(const Settings& settings);

/// The offset of one trial: radius and position angle as fractions of their ranges, 32 bits each.
struct ShiftDraw {
  std::uint32_t radius_bits = 0;
  std::uint32_t angle_bits = 0;
};

/// The draws of the trials 2k and 2k + 1 for one infrared source: a pure function of
/// (seed, trial, radius_index, ir_id), by Philox.
/// \param radius_index  0 for the null trials, i + 1 for the i-th radius of the sweep
struct ShiftDraws {
  ShiftDraw even;
  ShiftDraw odd;
};
[[nodiscard]] inline ShiftDraws draw_shifts(std::uint64_t seed, std::uint32_t trial_pair,
                                            std::uint32_t radius_index, std::int64_t ir_id) {
  const auto bits = random_bits({.seed = seed,
                                 .id = static_cast<std::uint64_t>(ir_id),
                                 .stream = radius_index,
                                 .step = trial_pair});
  return {{bits[0], bits[1]}, {bits[2], bits[3]}};
}

/// In place of ir_id in draws that hold for the whole catalogue.
inline constexpr std::int64_t whole_catalogue = -1;

/// The offset that a draw means, uniform over the zone's area.
[[nodiscard]] SkyOffset shift_offset(const ShiftZone& zone, const ShiftDraw& draw);

} // namespace counterpoint

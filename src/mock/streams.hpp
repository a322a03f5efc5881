#pragma once

#include <cstdint>

namespace counterpoint::mock {

/// One stream of random numbers per purpose. The first number keeps them apart from the streams of
/// `match`, which count from 0: a user may give `match` the same seed as the sky.
enum Stream : std::uint32_t {
  base_stream = 0x4d4f0000,
  extinction_lattice,
  infrared_place,
  infrared_class,
  infrared_colour,
  infrared_extinction,
  infrared_scatter,
  infrared_damage,
  counterpart_order,
  counterpart_slot,
  xray_place,
  xray_counterpart,
  xray_offset,
  xray_error,
  xray_hardness,
  xray_hardness_other,
  xray_exposure,
  xray_damage,
  gap_lattice,
  infrared_clump,
  clump_place,
  infrared_loss
};

} // namespace counterpoint::mock

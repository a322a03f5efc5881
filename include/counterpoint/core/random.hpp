#pragma once

#include <Random123/philox.h>

#include <array>
#include <cstdint>

namespace counterpoint {

/// What a random number is drawn for. Equal keys give equal numbers on any rank and in any order,
/// so a result depends on what is drawn, never on how a run is divided among ranks.
struct RandomKey {
  std::uint64_t seed = 0;
  std::uint64_t id = 0;     ///< row of a catalogue that the number is drawn for
  std::uint32_t stream = 0; ///< purpose, e.g. the radius index of a sweep
  std::uint32_t step = 0;   ///< e.g. the trial
};

/// 128 random bits: Philox4x32-10 with counter (id, step, stream) and key seed.
/// \source Salmon et al. 2011, SC11
[[nodiscard]] inline std::array<std::uint32_t, 4> random_bits(const RandomKey& key) {
  const r123::Philox4x32::ctr_type counter{{static_cast<std::uint32_t>(key.id),
                                            static_cast<std::uint32_t>(key.id >> 32U), key.step,
                                            key.stream}};
  const r123::Philox4x32::key_type philox_key{
      {static_cast<std::uint32_t>(key.seed), static_cast<std::uint32_t>(key.seed >> 32U)}};
  const auto bits = r123::Philox4x32{}(counter, philox_key);
  return {bits[0], bits[1], bits[2], bits[3]};
}

/// Two independent doubles, uniform in (0, 1), from the 128 bits of `key`.
[[nodiscard]] std::array<double, 2> random_uniforms(const RandomKey& key);

/// Two independent standard normal deviates from the 128 bits of `key`.
/// \source Box & Muller 1958, Ann. Math. Stat. 29, 610
[[nodiscard]] std::array<double, 2> random_normals(const RandomKey& key);

} // namespace counterpoint

#pragma once

#include <cstdint>

namespace counterpoint::mock {

/// Smooth noise in about (-1, 1): value noise of `n_octaves` octaves, each of half the wavelength
/// and half the amplitude of the one before, over hashed lattice values.
/// \param x,y  in units of the longest wavelength
/// \source Lewis 1989, SIGGRAPH 23, 263
[[nodiscard]] double smooth_noise(std::uint64_t seed, std::uint32_t stream, double x, double y,
                                  int n_octaves);

} // namespace counterpoint::mock

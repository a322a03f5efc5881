#pragma once

#include "counterpoint/core/angle.hpp"

#include <array>
#include <cstdint>

namespace counterpoint::mock {

/// Radius that holds 95 % of a circular Gaussian, in units of its one-dimensional sigma:
/// sqrt(-2 ln 0.05).
inline constexpr double radius_95_per_sigma = 2.447746830680816;

/// Quoted 95 % radius, rounded to the 0.01" of the catalogue, between 0.3" and 5" (12" in
/// wide-field surveys): Kim et al. 2007, ApJS 169, 401, eq. 12, over off-axis angles and net
/// counts. \param wide_field  some sources come from an all-sky survey with far larger errors
[[nodiscard]] Angle draw_xray_error(std::uint64_t seed, std::uint64_t row, bool wide_field);

/// HR0, HR1, HR2; NaN where blank. 8 % of HR0 are inside (-1, -0.175), by which the notebook
/// recognises foreground sources, and 40 % are blank.
[[nodiscard]] std::array<double, 3> draw_hardness_ratios(std::uint64_t seed, std::uint64_t row);

[[nodiscard]] int draw_n_observations(std::uint64_t seed, std::uint64_t row);

} // namespace counterpoint::mock

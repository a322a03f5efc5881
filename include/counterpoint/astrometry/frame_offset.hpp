#pragma once

#include "counterpoint/sky/tangent_plane.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// How an offset between two positions is measured.
enum class OffsetMeasure {
  sky,       ///< east and north on the sky
  coordinate ///< differences of right ascension and declination, without cos(dec): XRBID
};

/// What brings `from` onto `to`. On the sky: along the great circle, at `from`; as coordinates: the
/// shorter way round in right ascension.
[[nodiscard]] SkyOffset offset_between(const SkyPosition& from, const SkyPosition& to,
                                       OffsetMeasure measure);

/// The position displaced by an offset of the given measure: inverse of offset_between().
/// \throws InputError if a difference of coordinates leads past a pole
[[nodiscard]] SkyPosition displaced(const SkyPosition& position, const SkyOffset& offset,
                                    OffsetMeasure measure);

/// How unlikely it is that a displacement is due to chance alone.
struct Significance {
  double p_value = 1.0; ///< of a displacement as large as this, or larger, by chance
  double sigmas = 0.0;  ///< the same in standard deviations of a Gaussian, two-sided
};

/// Hotelling's test of an offset with independent errors east and north that were themselves
/// estimated with nu = `degrees_of_freedom`. The F distribution with 2 and nu degrees of freedom
/// gives p = (1 + T^2 / nu)^(-nu / 2) with T^2 = (east / error)^2 + (north / error)^2.
/// \source Hotelling 1931, Ann. Math. Stat. 2, 360
[[nodiscard]] Significance offset_significance(const SkyOffset& offset, const SkyOffset& error,
                                               double degrees_of_freedom);

/// The offsets of calibrators summed up, as papers quote them.
struct OffsetSummary {
  SkyOffset median;
  SkyOffset deviation;               ///< standard deviation, with N in the denominator
  SkyOffset error_of_median;         ///< sqrt(pi / 2) standard deviation / sqrt(N - 1)
  Significance significance;         ///< of the median
  bool exceeds_scatter = false;      ///< the median is larger than the deviation, east or north
  std::vector<std::uint8_t> is_used; ///< by calibrator: not rejected
  std::size_t n_used = 0;
};

inline constexpr std::size_t fewest_calibrators = 3;

/// Offsets farther from the median than `reject` robust deviations (1.4826 times the median
/// absolute deviation), east and north in quadrature, are rejected, unless fewer than
/// fewest_calibrators would remain.
/// \param reject  0 keeps all
/// \throws InputError for fewer than fewest_calibrators
/// \source Hampel 1974, JASA 69, 383
[[nodiscard]] OffsetSummary summarise_offsets(std::span<const SkyOffset> offsets, double reject);

/// The median; of an even number the mean of the middle two. \param values  not empty; reordered
[[nodiscard]] double median_of(std::span<double> values);

} // namespace counterpoint

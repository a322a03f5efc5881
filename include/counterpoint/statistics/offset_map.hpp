#pragma once

#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/search/neighbourhoods.hpp"
#include "counterpoint/sky/tangent_plane.hpp"
#include "counterpoint/statistics/likelihood_fit.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint {

/// Where an offset between the two frames is looked for.
struct OffsetSearch {
  Angle largest = Angle::from_arcsec(3.0);

  /// Shifts that leave no true pair together: those of the null.
  [[nodiscard]] ShiftZone null_zone() const { return {2.0 * largest, 4.0 * largest}; }
  /// Beyond a pair's acceptance radius, how far neighbours play a part.
  [[nodiscard]] Angle reach() const { return null_zone().outer; }
};

/// Pairs over chance when the X-ray sources are displaced by an offset, on a square grid of
/// offsets. The null is the exact expectation for infrared sources displaced at random within
/// OffsetSearch::null_zone(). Each X-ray source counts by 1 / (1 + b), with b its chance pairs, so
/// that those with many do not drown the others.
struct OffsetMap {
  static constexpr Angle step = Angle::from_arcsec(0.1);

  int half_side = 0;          ///< cells on either side of the offset 0
  std::vector<double> excess; ///< [north][east], weighted pairs over the expectation
  double deviation = 0.0;     ///< standard deviation of one of them by chance

  [[nodiscard]] SkyOffset offset(std::size_t cell) const;
  /// The cell of the largest excess within OffsetSearch::largest; of equals the first.
  [[nodiscard]] std::size_t maximum() const;
  /// Excess in standard deviations; 0 where nothing scatters.
  [[nodiscard]] double significance(std::size_t cell) const {
    return deviation > 0.0 ? excess[cell] / deviation : 0.0;
  }
};

/// From an X-ray source to a neighbour, in the tangent plane of the X-ray source.
[[nodiscard]] SkyOffset offset_to(const Neighbour& neighbour);

/// A pair counts within 1.585 of its standard deviations, where a Gaussian stands out most against
/// an even background.
/// \param neighbourhoods  out to OffsetSearch::reach()
/// \param terms  of each source of the neighbourhoods, sigma a circle; those not in the footprint
/// do
///   not count
[[nodiscard]] OffsetMap map_offsets(const Neighbourhoods& neighbourhoods,
                                    std::span<const XrayTerms> terms, const OffsetSearch& search,
                                    const SumOverRanks& sum);

} // namespace counterpoint

#pragma once

#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/sky/position.hpp"

#include <cstdint>
#include <limits>
#include <vector>

namespace counterpoint {

/// Mean right ascension and declination of many positions, also of a field that is cut by right
/// ascension 0. The caller combines the members over ranks: adds sums and counts, takes minima and
/// maxima.
class PositionMean {
public:
  void add(const SkyPosition& position);

  /// In [0, 360) and [-90, 90] deg; NaN without positions. Right ascensions are averaged on the
  /// side, [0, 360) or [-180, 180) deg, on which they spread less.
  [[nodiscard]] double ra_deg() const;
  [[nodiscard]] double dec_deg() const;

  std::vector<ExactSum> sums = std::vector<ExactSum>(2);           ///< RA in [0, 360), Dec
  std::vector<std::int64_t> counts = std::vector<std::int64_t>(2); ///< all; those with RA >= 180
  /// Of RA in deg, for positions with RA below 180 and for the others.
  std::vector<double> minima = std::vector<double>(2, std::numeric_limits<double>::infinity());
  std::vector<double> maxima = std::vector<double>(2, -std::numeric_limits<double>::infinity());
};

} // namespace counterpoint

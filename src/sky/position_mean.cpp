#include "counterpoint/sky/position_mean.hpp"

#include <algorithm>

namespace counterpoint {

void PositionMean::add(const SkyPosition& position) {
  const double ra = position.ra().degrees();
  const bool is_west = ra >= 180.0;
  sums[0].add(ra);
  sums[1].add(position.dec().degrees());
  counts[0] += 1;
  counts[1] += is_west ? 1 : 0;
  const double across_zero = is_west ? ra - 360.0 : ra;
  minima[0] = std::min(minima[0], ra);
  maxima[0] = std::max(maxima[0], ra);
  minima[1] = std::min(minima[1], across_zero);
  maxima[1] = std::max(maxima[1], across_zero);
}

double PositionMean::ra_deg() const {
  const auto n = static_cast<double>(counts[0]);
  const double mean = sums[0].value() / n;
  if (maxima[1] - minima[1] >= maxima[0] - minima[0]) return mean;
  const double across_zero = mean - 360.0 * static_cast<double>(counts[1]) / n;
  return across_zero < 0.0 ? across_zero + 360.0 : across_zero;
}

double PositionMean::dec_deg() const {
  return sums[1].value() / static_cast<double>(counts[0]);
}

} // namespace counterpoint

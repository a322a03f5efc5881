#include "counterpoint/sky/position_mean.hpp"

#include <algorithm>

namespace counterpoint {

void PositionMean::add(const SkyPosition& position) {
  const double ra = position.ra().degrees();
  const bool is_west = ra >= 180.0;
  sum_ra_.add(ra);
  sum_dec_.add(position.dec().degrees());
  ++n_;
  n_west_ += is_west ? 1 : 0;
  const double across_zero = is_west ? ra - 360.0 : ra;
  minima_[0] = std::min(minima_[0], ra);
  maxima_[0] = std::max(maxima_[0], ra);
  minima_[1] = std::min(minima_[1], across_zero);
  maxima_[1] = std::max(maxima_[1], across_zero);
}

double PositionMean::ra_deg() const {
  const auto n = static_cast<double>(n_);
  const double mean = sum_ra_.value() / n;
  if (maxima_[1] - minima_[1] >= maxima_[0] - minima_[0]) return mean;
  const double across_zero = mean - 360.0 * static_cast<double>(n_west_) / n;
  return across_zero < 0.0 ? across_zero + 360.0 : across_zero;
}

double PositionMean::dec_deg() const {
  return sum_dec_.value() / static_cast<double>(n_);
}

} // namespace counterpoint

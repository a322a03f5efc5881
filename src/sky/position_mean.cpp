#include "counterpoint/sky/position_mean.hpp"

namespace counterpoint {

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

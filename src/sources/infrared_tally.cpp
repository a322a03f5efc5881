#include "counterpoint/sources/infrared_tally.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace counterpoint {

InfraredTally::InfraredTally(const MagnitudeBins& bins)
    : point_counts(bins.grid().size() + 1), class_counts(MagnitudeClasses::n_classes), bins_{bins} {
}

void InfraredTally::add(const InfraredSource& source, double ra_deg, double dec_deg) {
  ++point_counts[bins_.first_point_not_brighter(source.ks)];
  ++class_counts[MagnitudeClasses::of(source.ks)];
  mean_position.add(source.position);
  sum_error_arcsec_.add(source.error.arcsec());
  sum_sigma_arcsec_.add(source.sigma.arcsec());
  minima_[0] = std::min(minima_[0], ra_deg);
  minima_[1] = std::min(minima_[1], dec_deg);
  maxima_[0] = std::max(maxima_[0], ra_deg);
  maxima_[1] = std::max(maxima_[1], dec_deg);
}

std::vector<std::int64_t> InfraredTally::cumulative_counts() const {
  std::vector<std::int64_t> cumulative(point_counts.size());
  std::partial_sum(point_counts.begin(), point_counts.end(), cumulative.begin());
  cumulative.pop_back(); // fainter than the whole grid, or missing
  return cumulative;
}

std::int64_t InfraredTally::n_rows() const {
  return std::accumulate(class_counts.begin(), class_counts.end(), std::int64_t{0});
}

double InfraredTally::bounding_box_arcsec2() const {
  if (n_rows() == 0) return 0.0;
  const double area_deg2 = (maxima_[0] - minima_[0]) * (maxima_[1] - minima_[1]) *
                           cos(Angle::from_degrees(mean_position.dec_deg()));
  return area_deg2 * 3600.0 * 3600.0;
}

} // namespace counterpoint

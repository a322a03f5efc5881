#include "counterpoint/sources/infrared_tally.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace counterpoint {

InfraredTally::InfraredTally(const MagnitudeBins& bins, std::size_t n_features)
    : point_counts(bins.grid().size() + 1),
      class_counts(MagnitudeClasses::n_classes), features{n_features}, bins_{bins} {}

// In turn what each loop keeps in registers.
void InfraredTally::add(std::span<const InfraredSource> rows) {
  std::int64_t* const by_point = point_counts.data();
  std::int64_t* const by_class = class_counts.data();
  for (const InfraredSource& row : rows) {
    ++by_point[bins_.first_point_not_brighter(row.ks)];
    ++by_class[MagnitudeClasses::of(row.ks)];
  }
  double lowest = minima_[2];
  double highest = maxima_[2];
  for (const InfraredSource& row : rows) {
    // A comparison with NaN is false: a missing magnitude changes nothing.
    lowest = std::min(lowest, row.ks);
    highest = std::max(highest, row.ks);
  }
  minima_[2] = lowest;
  maxima_[2] = highest;
  PositionMean mean = mean_position;
  for (const InfraredSource& row : rows)
    mean.add(row.position);
  mean_position = mean;
  add_errors(rows);
  if (features.n_features() == 0) return;
  for (const InfraredSource& row : rows)
    features.add(row.ks, row.features);
}

// Mostly one error holds for the whole catalogue: rows that follow one another with the same count
// at once.
void InfraredTally::add_errors(std::span<const InfraredSource> rows) {
  constexpr std::ptrdiff_t most_at_once = 1 << 19;
  for (auto row = rows.begin(); row != rows.end();) {
    const auto end = rows.end() - row > most_at_once ? row + most_at_once : rows.end();
    const auto next = std::find_if(row + 1, end, [&](const InfraredSource& other) {
      return other.error != row->error || other.sigma != row->sigma;
    });
    sum_error_arcsec_.add(row->error.arcsec(), next - row);
    sum_sigma_arcsec_.add(row->sigma.arcsec(), next - row);
    row = next;
  }
}

void InfraredTally::take_back(const InfraredSource& source) {
  --point_counts[bins_.first_point_not_brighter(source.ks)];
  --class_counts[MagnitudeClasses::of(source.ks)];
  features.add(source.ks, source.features, -1);
  sum_error_arcsec_.add(-source.error.arcsec());
  sum_sigma_arcsec_.add(-source.sigma.arcsec());
}

InfraredTally InfraredTally::narrowed(const MagnitudeRange& range) const {
  const bool has_magnitudes = minima_[2] <= maxima_[2];
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  InfraredTally result = *this;
  result.bins_ =
      range.narrowed(has_magnitudes ? minima_[2] : none, has_magnitudes ? maxima_[2] : none);
  result.point_counts.assign(result.bins_.grid().size() + 1, 0);
  for (std::size_t point = 0; point < point_counts.size(); ++point) {
    // The last count is of rows fainter than the whole grid, or without a magnitude.
    const double ks = point < bins_.grid().size() ? bins_.grid()[point] : none;
    result.point_counts[result.bins_.first_point_not_brighter(ks)] += point_counts[point];
  }
  return result;
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

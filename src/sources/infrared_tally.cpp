#include "counterpoint/sources/infrared_tally.hpp"

#include "counterpoint/core/vector_widths.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace counterpoint {

InfraredTally::InfraredTally(const MagnitudeBins& bins, std::size_t n_features)
    : point_counts(bins.grid().size() + 1),
      class_counts(MagnitudeClasses::n_classes), features{n_features}, bins_{bins} {}

namespace {

// What of a column is looked at in one go: it stays in the cache.
constexpr std::size_t rows_at_once = 512;

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_classes(const double* __restrict ks, std::size_t n, std::int32_t* __restrict classes) {
  for (std::size_t i = 0; i < n; ++i)
    classes[i] = static_cast<std::int32_t>(MagnitudeClasses::of(ks[i]));
}

void count_each(std::span<const std::int32_t> places, std::int64_t* counts) {
  for (const std::int32_t place : places)
    ++counts[place];
}

} // namespace

void InfraredTally::add(const InfraredColumns& rows) {
  const Extent extent = extent_of(rows.ks);
  minima_[2] = std::min(minima_[2], extent.lowest);
  maxima_[2] = std::max(maxima_[2], extent.highest);
  mean_position.add(rows.positions);
  add_errors(rows);
  std::array<std::int32_t, rows_at_once> places{};
  for (std::size_t first = 0; first < rows.size(); first += rows_at_once) {
    const auto ks = rows.ks.subspan(first, std::min(rows_at_once, rows.size() - first));
    const auto of_each = std::span{places}.first(ks.size());
    bins_.find_first_points_not_brighter(ks, of_each);
    count_each(of_each, point_counts.data());
    find_classes(ks.data(), ks.size(), of_each.data());
    count_each(of_each, class_counts.data());
  }
  for (std::size_t i = 0; i < rows.features.size(); ++i)
    features.add(rows.ks[i], rows.features[i]);
}

void InfraredTally::add(const InfraredSource& source) {
  const double position_ra_deg = source.position.ra().degrees();
  const double position_dec_deg = source.position.dec().degrees();
  InfraredColumns row{{{&position_ra_deg, 1}, {&position_dec_deg, 1}},
                      {&source.ks, 1},
                      {},
                      {source.error, source.sigma},
                      {}};
  if (features.n_features() > 0) row.features = {&source.features, 1};
  add(row);
}

void InfraredTally::add(const InfraredSource& source, double ra_deg, double dec_deg) {
  add(source);
  stretch_box({ra_deg, ra_deg}, {dec_deg, dec_deg});
}

void InfraredTally::stretch_box(const Extent& ra_deg, const Extent& dec_deg) {
  minima_[0] = std::min(minima_[0], ra_deg.lowest);
  minima_[1] = std::min(minima_[1], dec_deg.lowest);
  maxima_[0] = std::max(maxima_[0], ra_deg.highest);
  maxima_[1] = std::max(maxima_[1], dec_deg.highest);
}

void InfraredTally::add_errors(const InfraredColumns& rows) {
  std::array<double, rows_at_once> error_arcsec{};
  std::array<double, rows_at_once> sigma_arcsec{};
  for (std::size_t first = 0; first < rows.size(); first += rows_at_once) {
    const std::size_t n = std::min(rows_at_once, rows.size() - first);
    if (rows.errors.empty()) {
      sum_error_arcsec_.add(rows.common_errors.error.arcsec(), static_cast<std::int64_t>(n));
      sum_sigma_arcsec_.add(rows.common_errors.sigma.arcsec(), static_cast<std::int64_t>(n));
      continue;
    }
    const InfraredErrors* const errors = rows.errors.data() + first;
    for (std::size_t i = 0; i < n; ++i) {
      error_arcsec.data()[i] = errors[i].error.arcsec();
      sigma_arcsec.data()[i] = errors[i].sigma.arcsec();
    }
    sum_error_arcsec_.add(std::span{error_arcsec}.first(n));
    sum_sigma_arcsec_.add(std::span{sigma_arcsec}.first(n));
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
  if (!(minima_[0] <= maxima_[0])) return std::numeric_limits<double>::quiet_NaN();
  const double area_deg2 = (maxima_[0] - minima_[0]) * (maxima_[1] - minima_[1]) *
                           cos(Angle::from_degrees(mean_position.dec_deg()));
  return area_deg2 * 3600.0 * 3600.0;
}

} // namespace counterpoint

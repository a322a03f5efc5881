#include "counterpoint/astrometry/frame_offset.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/core/error.hpp"

#include <boost/math/special_functions/erf.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

namespace counterpoint {

namespace {

// East or north of the offsets that are used.
std::vector<double> component(std::span<const SkyOffset> offsets,
                              std::span<const std::uint8_t> is_used, Angle SkyOffset::*member) {
  std::vector<double> values_arcsec;
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    if (is_used[i] != 0) values_arcsec.push_back((offsets[i].*member).arcsec());
  }
  return values_arcsec;
}

struct MedianAndSpread {
  double median_arcsec;
  double spread_arcsec; // a standard deviation, from the median absolute deviation
};

MedianAndSpread median_and_spread(std::vector<double> values_arcsec) {
  constexpr double deviation_per_mad = 1.4826;
  const double median = median_of(values_arcsec);
  for (double& value : values_arcsec)
    value = std::abs(value - median);
  return {median, deviation_per_mad * median_of(values_arcsec)};
}

double deviation_of(std::span<const double> values) {
  double mean = 0.0;
  for (const double value : values)
    mean += value / static_cast<double>(values.size());
  double squares = 0.0;
  for (const double value : values)
    squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size()));
}

// In units of `spread`; 0 is 0 even where there is no spread at all.
double standardised(double distance, double spread) {
  return distance == 0.0 ? 0.0 : std::abs(distance) / spread;
}

std::vector<std::uint8_t> reject_outliers(std::span<const SkyOffset> offsets, double reject) {
  const std::vector<std::uint8_t> all(offsets.size(), 1);
  if (reject <= 0.0) return all;
  const auto east = median_and_spread(component(offsets, all, &SkyOffset::east));
  const auto north = median_and_spread(component(offsets, all, &SkyOffset::north));
  std::vector<std::uint8_t> is_near;
  for (const SkyOffset& offset : offsets) {
    const double distance =
        std::hypot(standardised(offset.east.arcsec() - east.median_arcsec, east.spread_arcsec),
                   standardised(offset.north.arcsec() - north.median_arcsec, north.spread_arcsec));
    is_near.push_back(distance <= reject ? 1 : 0);
  }
  const auto n_left = static_cast<std::size_t>(std::ranges::count(is_near, 1));
  return n_left < fewest_calibrators ? all : is_near;
}

} // namespace

double median_of(std::span<double> values) {
  check(!values.empty(), "the median of nothing");
  const auto half = static_cast<std::ptrdiff_t>(values.size() / 2);
  const auto middle = values.begin() + half;
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

SkyOffset offset_between(const SkyPosition& from, const SkyPosition& to, OffsetMeasure measure) {
  if (measure == OffsetMeasure::coordinate) {
    return {Angle::from_degrees(std::remainder((to.ra() - from.ra()).degrees(), 360.0)),
            to.dec() - from.dec()};
  }
  const Angle distance = separation(from, to);
  const Angle direction = position_angle(from, to);
  return {distance * sin(direction), distance * cos(direction)};
}

SkyPosition displaced(const SkyPosition& position, const SkyOffset& offset, OffsetMeasure measure) {
  if (measure == OffsetMeasure::sky) {
    const Angle direction =
        Angle::from_radians(std::atan2(offset.east.radians(), offset.north.radians()));
    return offset_by(position, direction, offset.length());
  }
  const Angle dec = position.dec() + offset.north;
  if (std::abs(dec.degrees()) > 90.0) {
    throw InputError{"a shift of declination by " + std::to_string(offset.north.arcsec()) +
                     " arcsec leads past a pole: measure the offsets on the sky"};
  }
  return {position.ra() + offset.east, dec};
}

Significance offset_significance(const SkyOffset& offset, const SkyOffset& error,
                                 double degrees_of_freedom) {
  if (offset.length() == Angle{}) return {};
  const double t = std::hypot(standardised(offset.east.arcsec(), error.east.arcsec()),
                              standardised(offset.north.arcsec(), error.north.arcsec()));
  const double p = std::pow(1.0 + t * t / degrees_of_freedom, -0.5 * degrees_of_freedom);
  // Beyond, the Gaussian has no tail in double precision.
  const double smallest = std::numeric_limits<double>::min();
  return {p, std::numbers::sqrt2 * boost::math::erfc_inv(std::max(p, smallest))};
}

OffsetSummary summarise_offsets(std::span<const SkyOffset> offsets, double reject) {
  if (offsets.size() < fewest_calibrators) {
    throw InputError{std::to_string(offsets.size()) +
                     " calibrators are too few to know their scatter; " +
                     std::to_string(fewest_calibrators) + " are needed at least"};
  }
  OffsetSummary summary;
  summary.is_used = reject_outliers(offsets, reject);
  auto east = component(offsets, summary.is_used, &SkyOffset::east);
  auto north = component(offsets, summary.is_used, &SkyOffset::north);
  summary.n_used = east.size();
  const auto n = static_cast<double>(summary.n_used);
  summary.deviation = {Angle::from_arcsec(deviation_of(east)),
                       Angle::from_arcsec(deviation_of(north))};
  summary.median = {Angle::from_arcsec(median_of(east)), Angle::from_arcsec(median_of(north))};
  const double error_per_deviation = std::sqrt(0.5 * std::numbers::pi / (n - 1.0));
  summary.error_of_median = {error_per_deviation * summary.deviation.east,
                             error_per_deviation * summary.deviation.north};
  summary.significance =
      offset_significance(summary.median, summary.error_of_median, 2.0 * (n - 1.0));
  const auto is_larger = [](Angle median, Angle deviation) {
    return std::abs(median.degrees()) > deviation.degrees();
  };
  summary.exceeds_scatter = is_larger(summary.median.east, summary.deviation.east) ||
                            is_larger(summary.median.north, summary.deviation.north);
  return summary;
}

} // namespace counterpoint

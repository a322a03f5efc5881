#include "mock/magnitude_table.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace counterpoint::mock {

namespace {
double density_at(std::span<const MagnitudeTable::Point> points, double magnitude) {
  const auto above = std::find_if(points.begin(), points.end(),
                                  [&](const auto& p) { return p.magnitude > magnitude; });
  if (above == points.begin() || above == points.end()) return 0.0;
  const auto& high = *above;
  const auto& low = *(above - 1);
  const double t = (magnitude - low.magnitude) / (high.magnitude - low.magnitude);
  return std::exp(std::lerp(std::log(low.density), std::log(high.density), t));
}
} // namespace

MagnitudeTable::MagnitudeTable(std::initializer_list<Point> points) {
  for (std::size_t i = 0; i < n_bins; ++i) {
    const double middle = lowest + (static_cast<double>(i) + 0.5) * step;
    fractions_[i] = density_at({points.begin(), points.size()}, middle);
  }
  const double total = std::accumulate(fractions_.begin(), fractions_.end(), 0.0);
  for (double& fraction : fractions_)
    fraction /= total;
  std::partial_sum(fractions_.begin(), fractions_.end(), sum_.begin() + 1);
  finder_ = IntervalFinder{sum_};
}

} // namespace counterpoint::mock

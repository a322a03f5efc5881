#include "counterpoint/sky/position_mean.hpp"

#include "counterpoint/core/columns.hpp"
#include "counterpoint/core/vector_widths.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace counterpoint {

namespace {

// Right ascensions in [-180, 180) deg. Returns how many changed.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
std::int64_t across_zero(const double* __restrict ra_deg, std::size_t n,
                         double* __restrict across) {
  double n_west = 0.0;
  std::array<double, 8> of_lane{};
  std::size_t i = 0;
  for (; i + of_lane.size() <= n; i += of_lane.size()) {
    for (std::size_t lane = 0; lane < of_lane.size(); ++lane) {
      const bool is_west = ra_deg[i + lane] >= 180.0;
      across[i + lane] = ra_deg[i + lane] - (is_west ? 360.0 : 0.0);
      of_lane.data()[lane] += is_west ? 1.0 : 0.0;
    }
  }
  for (; i < n; ++i) {
    const bool is_west = ra_deg[i] >= 180.0;
    across[i] = ra_deg[i] - (is_west ? 360.0 : 0.0);
    n_west += is_west ? 1.0 : 0.0;
  }
  for (const double of : of_lane)
    n_west += of;
  return static_cast<std::int64_t>(n_west);
}

} // namespace

void PositionMean::add(const PositionColumns& positions) {
  sum_ra_.add(positions.ra_deg);
  sum_dec_.add(positions.dec_deg);
  n_ += static_cast<std::int64_t>(positions.size());
  const auto stretch = [this](std::size_t side, std::span<const double> ra_deg) {
    const Extent extent = extent_of(ra_deg);
    minima_[side] = std::min(minima_[side], extent.lowest);
    maxima_[side] = std::max(maxima_[side], extent.highest);
  };
  stretch(0, positions.ra_deg);
  std::array<double, 512> across{};
  for (std::size_t first = 0; first < positions.size(); first += across.size()) {
    const std::size_t n = std::min(across.size(), positions.size() - first);
    n_west_ += across_zero(positions.ra_deg.data() + first, n, across.data());
    stretch(1, std::span{across}.first(n));
  }
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

#include "counterpoint/core/columns.hpp"

#include "counterpoint/core/vector_widths.hpp"

#include <array>

namespace counterpoint {

namespace {

// Numbers that are looked at together: one of each lane.
constexpr std::size_t n_extent_lanes = 16;

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void stretch_lanes(const double* __restrict column, std::size_t n_steps,
                   double* __restrict lowest_of_lane, double* __restrict highest_of_lane) {
  std::array<double, n_extent_lanes> lowest{};
  std::array<double, n_extent_lanes> highest{};
  for (std::size_t lane = 0; lane < n_extent_lanes; ++lane) {
    lowest.data()[lane] = lowest_of_lane[lane];
    highest.data()[lane] = highest_of_lane[lane];
  }
  for (std::size_t step = 0; step < n_steps; ++step, column += n_extent_lanes) {
    // A comparison with NaN is false: it changes nothing.
    for (std::size_t lane = 0; lane < n_extent_lanes; ++lane) {
      const double value = column[lane];
      double& low = lowest.data()[lane];
      double& high = highest.data()[lane];
      low = value < low ? value : low;
      high = value > high ? value : high;
    }
  }
  for (std::size_t lane = 0; lane < n_extent_lanes; ++lane) {
    lowest_of_lane[lane] = lowest.data()[lane];
    highest_of_lane[lane] = highest.data()[lane];
  }
}

} // namespace

Extent extent_of(std::span<const double> column) {
  std::array<double, n_extent_lanes> lowest{};
  std::array<double, n_extent_lanes> highest{};
  lowest.fill(Extent{}.lowest);
  highest.fill(Extent{}.highest);
  const std::size_t n_steps = column.size() / n_extent_lanes;
  stretch_lanes(column.data(), n_steps, lowest.data(), highest.data());
  Extent extent;
  for (std::size_t lane = 0; lane < n_extent_lanes; ++lane)
    extent.stretch({lowest[lane], highest[lane]});
  for (const double value : column.subspan(n_steps * n_extent_lanes)) {
    if (value == value) extent.stretch({value, value});
  }
  return extent;
}

} // namespace counterpoint

#include "counterpoint/core/exact_sum.hpp"

#include "counterpoint/core/columns.hpp"
#include "counterpoint/core/vector_widths.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace counterpoint {

namespace {

// Terms that are added together: one of each lane.
constexpr std::size_t n_lanes = 16;
// So many of them that the sum of their halves, below 2^40 each, is exact as a double.
constexpr std::size_t most_at_once = 4096;
constexpr double largest_term = 0x1p20;

// The halves of ExactSum::add(double), as whole numbers: that of units of 2^-20 and that of units
// of 2^-60. Adding 1.5 x 2^52 rounds to an integer.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void add_halves(const double* __restrict terms, std::size_t n_steps, double* __restrict high,
                double* __restrict low) {
  constexpr double rounder = 0x1.8p52;
  std::array<double, n_lanes> sum_high{};
  std::array<double, n_lanes> sum_low{};
  for (std::size_t step = 0; step < n_steps; ++step, terms += n_lanes) {
    for (std::size_t lane = 0; lane < n_lanes; ++lane) {
      const double units = (terms[lane] * 0x1p20 + rounder) - rounder;
      sum_high.data()[lane] += units;
      sum_low.data()[lane] += ((terms[lane] - units * 0x1p-20) * 0x1p60 + rounder) - rounder;
    }
  }
  for (std::size_t lane = 0; lane < n_lanes; ++lane) {
    high[lane] = sum_high.data()[lane];
    low[lane] = sum_low.data()[lane];
  }
}

} // namespace

void ExactSum::add(std::span<const double> terms) {
  while (!terms.empty()) {
    const auto some = terms.first(std::min(most_at_once, terms.size()));
    terms = terms.subspan(some.size());
    const Extent extent = extent_of(some);
    const bool are_small = extent.lowest > -largest_term && extent.highest < largest_term;
    std::size_t n_steps = are_small ? some.size() / n_lanes : 0;
    std::array<double, n_lanes> high{};
    std::array<double, n_lanes> low{};
    add_halves(some.data(), n_steps, high.data(), low.data());
    if (std::any_of(high.begin(), high.end(), [](double sum) { return std::isnan(sum); }))
      n_steps = 0; // some are no numbers: one by one
    for (std::size_t lane = 0; n_steps > 0 && lane < n_lanes; ++lane) {
      high_ += static_cast<std::int64_t>(high[lane]);
      low_ += static_cast<std::int64_t>(low[lane]);
      normalise();
    }
    for (const double term : some.subspan(n_steps * n_lanes))
      add(term);
  }
}

} // namespace counterpoint

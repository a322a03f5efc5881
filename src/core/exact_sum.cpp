#include "counterpoint/core/exact_sum.hpp"

#include "counterpoint/core/vector_widths.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace counterpoint {

namespace {

// Terms that are added together: one of each lane.
constexpr std::size_t n_sum_lanes = 16;
// So many of them that the sum of their halves, below 2^40 each, is exact as a double.
constexpr std::size_t most_at_once = 4096;
constexpr double largest_term = 0x1p20;

// Sums of the halves of ExactSum::add(double), as whole numbers: that of units of 2^-20 and that of
// units of 2^-60. Adding 1.5 x 2^52 rounds to an integer.
struct Halves {
  std::array<double, n_sum_lanes> high{};
  std::array<double, n_sum_lanes> low{};
  std::array<double, n_sum_lanes> largest{}; // term, without its sign

  // Are they exact? A term that is no number shows in the sum.
  [[nodiscard]] bool are_exact() const {
    bool are = true;
    for (std::size_t lane = 0; lane < n_sum_lanes; ++lane)
      are &= largest.data()[lane] < largest_term && high.data()[lane] == high.data()[lane];
    return are;
  }
};

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void add_halves(const double* __restrict terms, std::size_t n_steps, Halves& sums) {
  constexpr double rounder = 0x1.8p52;
  Halves all;
  for (std::size_t step = 0; step < n_steps; ++step, terms += n_sum_lanes) {
    for (std::size_t lane = 0; lane < n_sum_lanes; ++lane) {
      const double term = terms[lane];
      const double units = (term * 0x1p20 + rounder) - rounder;
      all.high.data()[lane] += units;
      all.low.data()[lane] += ((term - units * 0x1p-20) * 0x1p60 + rounder) - rounder;
      double& largest = all.largest.data()[lane];
      largest = std::abs(term) > largest ? std::abs(term) : largest;
    }
  }
  sums = all;
}

} // namespace

void ExactSum::add(std::span<const double> terms) {
  while (!terms.empty()) {
    const auto some = terms.first(std::min(most_at_once, terms.size()));
    terms = terms.subspan(some.size());
    Halves halves;
    std::size_t n_steps = some.size() / n_sum_lanes;
    add_halves(some.data(), n_steps, halves);
    if (!halves.are_exact()) n_steps = 0; // one by one
    for (std::size_t lane = 0; n_steps > 0 && lane < n_sum_lanes; ++lane) {
      high_ += static_cast<std::int64_t>(halves.high[lane]);
      low_ += static_cast<std::int64_t>(halves.low[lane]);
      normalise();
    }
    for (const double term : some.subspan(n_steps * n_sum_lanes))
      add(term);
  }
}

} // namespace counterpoint

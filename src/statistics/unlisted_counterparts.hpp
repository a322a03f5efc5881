#pragma once

#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/statistics/likelihood_ratio.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint {

/// The counterparts that are expected beside the candidates, in units of q: of a source with C of
/// its acceptance region and the likelihood L, (1 - C completeness(m)) / L. They lie beyond the
/// region, or are too faint to be listed at their place.
class UnlistedCounterparts {
public:
  explicit UnlistedCounterparts(const DepthModel* depth)
      : depth_{depth}, sums_(1 + (depth == nullptr ? 0 : depth->places.size())) {}

  /// What is beyond the regions: the sum of (1 - C) / L.
  [[nodiscard]] std::span<ExactSum> beyond() { return {sums_.data(), 1}; }
  /// Adds what is within the region of a source, listed or not: C / L. Only where there is a depth.
  void add_within(std::size_t place, double of_source) { sums_[1 + place].add(of_source); }

  /// To be summed over ranks.
  [[nodiscard]] std::vector<ExactSum>& sums() { return sums_; }

  /// Of a class of magnitudes.
  [[nodiscard]] double of_class(std::size_t magnitude) const {
    double sum = sums_[0].value();
    for (std::size_t place = 0; place + 1 < sums_.size(); ++place)
      sum += (1.0 - depth_->places[place].completeness[magnitude]) * sums_[1 + place].value();
    return sum;
  }

private:
  const DepthModel* depth_;
  std::vector<ExactSum> sums_; // beyond the region; within it, by place
};

} // namespace counterpoint

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

  /// Adds what is expected of a source. \param c  the part within the acceptance region
  void add(std::size_t place, double c, double likelihood) {
    sums_[0].add((1.0 - c) / likelihood);
    if (depth_ != nullptr) sums_[1 + place].add(c / likelihood);
  }

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

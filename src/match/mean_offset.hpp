#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/angle.hpp"
#include "counterpoint/core/exact_sum.hpp"
#include "match/candidates.hpp"
#include "match/fitted_model.hpp"
#include "match/probabilities.hpp"

#include <array>
#include <cstddef>

namespace counterpoint {

/// Sums over candidates, each with the weight P / sigma^2: what their mean offset is made of.
struct OffsetMoments {
  enum Term : std::size_t {
    probabilities,
    weights,
    squares_of_weights,
    weighted_east,
    weighted_north,
    east_east, // of the weighted offsets
    east_north,
    north_north,
    n_terms
  };
  std::array<ExactSum, n_terms> terms;

  /// \param east, north  of the infrared source, seen from the X-ray source
  /// \param sigma  of one coordinate of the offset of a counterpart
  void add(double p, Angle east, Angle north, Angle sigma);
  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(terms);
  }
};

/// Where the counterparts lie in the mean, seen from their X-ray sources: nowhere else than these,
/// if both catalogues have one frame. Mixed with unrelated stars, which lie on all sides, it is
/// smaller than the offset of the frames.
struct MeanOffset {
  Angle east;
  Angle north;
  Angle east_error; ///< standard error, from how the offsets scatter
  Angle north_error;
  Angle sigma;            ///< of one coordinate of a counterpart's offset, the usual one
  double n_sources = 0.0; ///< as many of equal weights would scatter as much
  double chi2 = 0.0;      ///< of no offset, two degrees of freedom

  MeanOffset() = default;
  explicit MeanOffset(const OffsetMoments& moments);

  /// More than chance brings, and so much that probabilities change.
  [[nodiscard]] bool is_conspicuous() const;
};

/// Collective. By the estimator lr, over the considered X-ray sources.
[[nodiscard]] MeanOffset find_mean_offset(const Communicator& comm, const Candidates& candidates,
                                          const FittedModel& fitted,
                                          const Probabilities& probabilities);

} // namespace counterpoint

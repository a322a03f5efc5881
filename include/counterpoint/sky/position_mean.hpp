#pragma once

#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/sky/position.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>

namespace counterpoint {

/// Mean right ascension and declination of many positions, as a catalogue's user would state it:
/// also for a field that lies across right ascension 0.
class PositionMean {
public:
  void add(const SkyPosition& position) {
    const double ra = position.ra().degrees();
    const bool is_west = ra >= 180.0;
    sum_ra_.add(ra);
    sum_dec_.add(position.dec().degrees());
    ++n_;
    n_west_ += is_west ? 1 : 0;
    const double across_zero = is_west ? ra - 360.0 : ra;
    minima_[0] = std::min(minima_[0], ra);
    maxima_[0] = std::max(maxima_[0], ra);
    minima_[1] = std::min(minima_[1], across_zero);
    maxima_[1] = std::max(maxima_[1], across_zero);
  }

  /// In [0, 360) and [-90, 90] deg; NaN without positions. Right ascensions are averaged on the
  /// side, [0, 360) or [-180, 180) deg, on which they spread less.
  [[nodiscard]] double ra_deg() const;
  [[nodiscard]] double dec_deg() const;

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(sum_ra_);
    over_ranks.sum(sum_dec_);
    over_ranks.sum(n_);
    over_ranks.sum(n_west_);
    over_ranks.minimum(minima_);
    over_ranks.maximum(maxima_);
  }
  bool operator==(const PositionMean&) const = default;

private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  ExactSum sum_ra_; // in [0, 360) deg
  ExactSum sum_dec_;
  std::int64_t n_ = 0;
  std::int64_t n_west_ = 0; // with RA >= 180 deg
  // RA in [0, 360) and in [-180, 180) deg
  std::array<double, 2> minima_{infinity, infinity};
  std::array<double, 2> maxima_{-infinity, -infinity};
};

} // namespace counterpoint

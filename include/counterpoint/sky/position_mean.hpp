#pragma once

#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/sky/position.hpp"
#include "counterpoint/sky/position_columns.hpp"

#include <array>
#include <cstdint>
#include <limits>

namespace counterpoint {

/// Mean right ascension and declination of many positions, as a catalogue's user would state it:
/// also for a field that lies across right ascension 0.
class PositionMean {
public:
  void add(const SkyPosition& position) {
    const double ra_deg = position.ra().degrees();
    const double dec_deg = position.dec().degrees();
    add(PositionColumns{{&ra_deg, 1}, {&dec_deg, 1}});
  }
  void add(const PositionColumns& positions);

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

#pragma once

#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/sky/position_mean.hpp"
#include "counterpoint/sources/magnitude_bins.hpp"
#include "counterpoint/sources/magnitude_classes.hpp"
#include "counterpoint/sources/sources.hpp"

#include <cstdint>
#include <limits>
#include <vector>

namespace counterpoint {

/// All that later stages need from infrared rows that are cleaned but not kept in memory. Each row
/// counts once. The counts and sums are public because they are added over ranks by the caller.
class InfraredTally {
public:
  enum Sum : std::size_t { sum_error_arcsec, sum_sigma_arcsec, n_sums };

  explicit InfraredTally(const MagnitudeBins& bins);

  /// Counts a cleaned row.
  /// \param ra_deg, dec_deg  as in the file: the notebook's bounding box is one of raw coordinates
  void add(const InfraredSource& source, double ra_deg, double dec_deg);

  /// Rows with ks <= each point of the grid.
  [[nodiscard]] std::vector<std::int64_t> cumulative_counts() const;
  [[nodiscard]] std::int64_t n_missing() const { return class_counts[MagnitudeClasses::missing]; }
  /// max - min of RA times max - min of Dec times the cosine of the mean Dec: the notebook's area.
  [[nodiscard]] double bounding_box_arcsec2() const;
  [[nodiscard]] std::int64_t n_rows() const;
  /// Means over the rows; of errors as quoted, and of standard deviations.
  [[nodiscard]] Angle mean_error() const { return mean(sum_error_arcsec); }
  [[nodiscard]] Angle mean_sigma() const { return mean(sum_sigma_arcsec); }

  std::vector<std::int64_t> point_counts; ///< by MagnitudeBins::first_point_not_brighter()
  std::vector<std::int64_t> class_counts; ///< by MagnitudeClasses
  std::vector<ExactSum> sums;             ///< by Sum
  PositionMean mean_position;
  std::vector<double> minima; ///< RA, Dec in deg, as in the file
  std::vector<double> maxima;

private:
  [[nodiscard]] Angle mean(Sum sum) const {
    return Angle::from_arcsec(sums[sum].value() / static_cast<double>(n_rows()));
  }

  MagnitudeBins bins_;
};

} // namespace counterpoint

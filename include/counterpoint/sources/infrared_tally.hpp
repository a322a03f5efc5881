#pragma once

#include "counterpoint/core/columns.hpp"
#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/sky/position_mean.hpp"
#include "counterpoint/sources/feature_tally.hpp"
#include "counterpoint/sources/infrared_columns.hpp"
#include "counterpoint/sources/magnitude_bins.hpp"
#include "counterpoint/sources/magnitude_classes.hpp"
#include "counterpoint/sources/sources.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace counterpoint {

/// All that later stages need from infrared rows that are cleaned but not kept in memory. Each row
/// counts once.
class InfraredTally {
public:
  explicit InfraredTally(const MagnitudeBins& bins, std::size_t n_features = 0);

  [[nodiscard]] const MagnitudeBins& bins() const { return bins_; }
  /// The same rows, counted over the part of the grid that `range` has for them.
  [[nodiscard]] InfraredTally narrowed(const MagnitudeRange& range) const;

  /// Counts cleaned rows.
  void add(const InfraredColumns& rows);
  /// Stretches the notebook's bounding box, which is one of coordinates as they are in the file.
  void stretch_box(const Extent& ra_deg, const Extent& dec_deg);
  /// Counts one row.
  void add(const InfraredSource& source);
  /// The same, with its coordinates in the file.
  void add(const InfraredSource& source, double ra_deg, double dec_deg);

  /// Takes a row that was counted out of the counts and the means of errors, as if it were not
  /// there; mean position and bounding box stay those of all rows.
  void take_back(const InfraredSource& source);

  /// Rows with ks <= each point of the grid.
  [[nodiscard]] std::vector<std::int64_t> cumulative_counts() const;
  [[nodiscard]] std::int64_t n_missing() const { return class_counts[MagnitudeClasses::missing]; }
  /// max - min of RA times max - min of Dec times the cosine of the mean Dec: the notebook's area.
  /// 0 of no rows; NaN where the rows were counted without a box.
  [[nodiscard]] double bounding_box_arcsec2() const;
  [[nodiscard]] std::int64_t n_rows() const;
  /// Means over the rows; of errors as quoted, and of standard deviations.
  [[nodiscard]] Angle mean_error() const { return mean(sum_error_arcsec_); }
  [[nodiscard]] Angle mean_sigma() const { return mean(sum_sigma_arcsec_); }

  std::vector<std::int64_t> point_counts; ///< by MagnitudeBins::first_point_not_brighter()
  std::vector<std::int64_t> class_counts; ///< by MagnitudeClasses
  PositionMean mean_position;
  FeatureTally features;

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(point_counts);
    over_ranks.sum(class_counts);
    mean_position.add_up(over_ranks);
    features.add_up(over_ranks);
    over_ranks.sum(sum_error_arcsec_);
    over_ranks.sum(sum_sigma_arcsec_);
    over_ranks.minimum(minima_);
    over_ranks.maximum(maxima_);
  }
  bool operator==(const InfraredTally&) const = default;

private:
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  [[nodiscard]] Angle mean(const ExactSum& sum_arcsec) const {
    return Angle::from_arcsec(sum_arcsec.value() / static_cast<double>(n_rows()));
  }

  void add_errors(const InfraredColumns& rows);

  MagnitudeBins bins_;
  ExactSum sum_error_arcsec_;
  ExactSum sum_sigma_arcsec_;
  // RA, Dec in deg, as in the file; Ks in mag, of the rows that have one.
  std::array<double, 3> minima_{infinity, infinity, infinity};
  std::array<double, 3> maxima_{-infinity, -infinity, -infinity};
};

} // namespace counterpoint

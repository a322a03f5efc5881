#pragma once

#include "counterpoint/statistics/feature_model.hpp"
#include "statistics/band_system.hpp"

#include <cstddef>
#include <vector>

namespace counterpoint {

/// Finds q(c|m) of one feature from the counterparts expected in each class: the most probable one
/// under the prior of docs/method.md, section 5. ln(q / n) = theta is the same within a mag, and
/// smooth from class to class and from mag to mag.
class FeatureDensity {
public:
  explicit FeatureDensity(const FeatureModel& model);

  /// One step toward the most probable q(c|m), which becomes that of `model`.
  /// \param expected  counterparts, [row][class] as FeatureModel::n
  void improve(const std::vector<double>& expected, FeatureModel& model);

private:
  static constexpr std::size_t rows_of_cell = 2; // of a mag
  static constexpr std::size_t no_cell = static_cast<std::size_t>(-1);

  [[nodiscard]] std::size_t place(std::size_t cell, std::size_t c) const {
    return cell * n_measured_ + c - 1;
  }
  void add_prior();
  void improve_shape(const std::vector<double>& expected, const FeatureModel& model);
  void improve_missing(const std::vector<double>& expected, const FeatureModel& model);
  void apply(FeatureModel& model) const;

  std::size_t n_measured_;                // classes
  std::vector<std::size_t> cell_of_row_;  // no_cell where no star is
  std::size_t n_cells_ = 0;               // the last is that without a magnitude, if stars are
  bool has_missing_magnitudes_ = false;
  BandSystem prior_;                      // minus the second derivatives of its logarithm
  std::vector<double> theta_;             // [cell][class], of the measured ones
  double missing_logit_ = 0.0; // of counterparts without a value, over that of the stars
};

} // namespace counterpoint

#pragma once

#include "counterpoint/statistics/feature_model.hpp"
#include "statistics/band_system.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace counterpoint {

/// How much more often counterparts have no value than stars of the same magnitude.
enum class MissingValues {
  of_all,   ///< by one factor in the odds, of all magnitudes
  by_depth, ///< by one that changes with the magnitude: the value is of a catalogue that ends there
  said_before ///< taken to be as often: another feature that is missing with it says the rest
};

/// Finds q(c|m) of one feature from the counterparts expected in each class: the most probable one
/// under the prior of docs/method.md, section 5. ln(q / n) = theta, n being that of the stars that
/// are no counterparts, is the same within a mag, and smooth from class to class and from mag to
/// mag.
class FeatureDensity {
public:
  FeatureDensity(const FeatureModel& model, MissingValues missing);

  /// A step toward the most probable q(c|m), which becomes that of `model`.
  /// \param expected  counterparts, [row][class] as FeatureModel::n
  void improve(const std::vector<double>& expected, FeatureModel& model);

  /// What is found: theta by cell and class, and the logarithms of the factors in the odds of a
  /// missing value.
  [[nodiscard]] std::vector<double> parameters() const;
  /// Makes q(c|m) of `model` that of these parameters. \param expected  of the last improve()
  void set_parameters(std::span<const double> parameters, const std::vector<double>& expected,
                      FeatureModel& model);

private:
  [[nodiscard]] std::size_t place(std::size_t cell, std::size_t c) const {
    return cell * n_measured_ + c - 1;
  }
  double tilted(std::size_t row, const FeatureModel& model, std::vector<double>& by_class) const;
  void improve_shape(const std::vector<double>& expected, const FeatureModel& model);
  void improve_missing(const std::vector<double>& expected, const FeatureModel& model);
  void improve_missing_of_rows(const std::vector<double>& expected, const FeatureModel& model);
  void apply(const std::vector<double>& expected, FeatureModel& model) const;
  void apply(std::size_t row, const std::vector<double>& expected, FeatureModel& model) const;

  std::size_t n_measured_;               // classes
  std::vector<std::size_t> cell_of_row_; // as far as there are stars
  std::size_t n_cells_;
  BandSystem prior_;          // minus the second derivatives of its logarithm
  std::vector<double> theta_; // [cell][class], of the measured ones
  std::vector<double> field_; // [row][class]: stars that are no counterparts
  MissingValues missing_;
  // Of counterparts without a value, over that of the stars.
  double missing_logit_ = 0.0;       // of all magnitudes
  std::vector<double> logit_of_row_; // what is added for each
};

} // namespace counterpoint

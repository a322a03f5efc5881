#pragma once

#include "counterpoint/sources/feature_tally.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// Classes of the values of a feature, by how far they are from the middle value of the infrared
/// sources of the same magnitude, three tenths of their spread wide; a missing value is a class of
/// its own.
class FeatureClasses {
public:
  static constexpr std::size_t missing = 0; ///< the others follow, in the order of the values
  /// The spread is half of what lies between the quantiles 0.16 and 0.84.
  static constexpr double width_in_spreads = 0.3;

  FeatureClasses(const FeatureTally& tally, std::size_t feature);

  /// With the one of missing values.
  [[nodiscard]] std::size_t n_classes() const {
    return static_cast<std::size_t>(last_step_ - first_step_ + 2);
  }
  /// \param row  of magnitudes, FeatureTally::row_of()
  [[nodiscard]] std::size_t of(std::size_t row, std::uint16_t code) const {
    return of_bin(row, FeatureTally::bin_of(code));
  }
  [[nodiscard]] std::size_t of_bin(std::size_t row, std::size_t bin) const {
    if (bin == 0 || n_classes() == 1) return missing; // where no star has a value
    const double steps = std::nearbyint((values_[bin] - middle_[row]) / width_);
    return static_cast<std::size_t>(std::clamp(steps, first_step_, last_step_) - first_step_) + 1;
  }
  [[nodiscard]] double width() const { return width_; }
  /// The value between a class and the one before it; of the first measured one, one class below.
  [[nodiscard]] double lowest(std::size_t row, std::size_t c) const {
    return middle_[row] + (first_step_ + static_cast<double>(c) - 1.5) * width_;
  }

private:
  std::span<const double> values_ = FeatureTally::values();
  std::vector<double> middle_; // by row
  double width_ = 1.0;
  // Of the classes, from the middle on; whole numbers.
  double first_step_ = 0.0;
  double last_step_ = -1.0;
};

/// The stars that a feature is compared with.
struct FeatureStars {
  const FeatureTally& all; ///< of the catalogue
  /// Those round the X-ray sources, where the feature changes from place to place or was not
  /// measured everywhere: each with its value less what the stars round its X-ray source have more,
  /// once for each. None: it is the same everywhere.
  const FeatureTally* around = nullptr;
  /// Not everywhere: the stars around are from where it was.
  bool is_measured_in_part = false;
};

/// What a feature says of a star, given its magnitude. Tables are [row][class], rows those of
/// FeatureTally; behind them is a place for stars that the feature does not cover, of which it says
/// nothing.
struct FeatureModel {
  FeatureClasses classes;
  std::vector<double> n;     ///< infrared sources of the catalogue; their values as of those around
  std::vector<double> ratio; ///< q(c|m) / n(c|m); 1 where a row has no star

  /// That says nothing: q(c|m) = n(c|m).
  FeatureModel(const FeatureStars& stars, std::size_t feature);

  /// The mean class of the measured values of each row.
  [[nodiscard]] std::vector<double> mean_classes() const;
  [[nodiscard]] std::size_t place(std::size_t row, std::size_t c) const {
    return row * classes.n_classes() + c;
  }
  /// Of a table.
  [[nodiscard]] double sum_of_row(const std::vector<double>& table, std::size_t row) const;
  [[nodiscard]] std::size_t place_of(double ks, std::uint16_t code) const {
    if (code == FeatureCode::not_covered) return ratio.size() - 1;
    const std::size_t row = FeatureTally::row_of(ks);
    return place(row, classes.of(row, code));
  }
  /// q(c|m) / n(c|m) of a star.
  [[nodiscard]] double factor(double ks, std::uint16_t code) const {
    return ratio[place_of(ks, code)];
  }
  /// Its mean over the stars without a value; 1 where all have one.
  [[nodiscard]] double factor_of_missing() const;

private:
  void add_stars(const FeatureTally& tally, std::size_t feature, std::vector<double>& table) const;
  [[nodiscard]] double odds_of_missing(const std::vector<double>& table) const;
  void multiply_odds_of_missing(double factor, std::vector<double>& table) const;
};

} // namespace counterpoint

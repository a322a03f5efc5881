#pragma once

#include "counterpoint/sources/feature_tally.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint {

/// Classes of the values of a feature, three tenths of its spread over the infrared catalogue wide
/// and as many as it has values for; a missing value is a class of its own.
class FeatureClasses {
public:
  static constexpr std::size_t missing = 0; ///< the others follow, in the order of the values
  /// The spread is half of what lies between the quantiles 0.16 and 0.84.
  static constexpr double width_in_spreads = 0.3;

  FeatureClasses(const FeatureTally& tally, std::size_t feature);

  /// With the one of missing values.
  [[nodiscard]] std::size_t n_classes() const { return lowest_.size(); }
  [[nodiscard]] std::size_t of(std::uint16_t code) const {
    return of_bin_[FeatureTally::bin_of(code)];
  }
  /// The lowest value of a class; of the first, all below the second.
  [[nodiscard]] double lowest(std::size_t c) const { return lowest_[c]; }

private:
  std::vector<std::uint8_t> of_bin_; // by FeatureTally::bin_of()
  std::vector<double> lowest_;
};

/// What a feature says of a star, given its magnitude. Tables are [row][class], rows those of
/// FeatureTally.
struct FeatureModel {
  FeatureClasses classes;
  std::vector<double> n;     ///< n(c|m): of the infrared sources of the row, the fraction
  std::vector<double> ratio; ///< q(c|m) / n(c|m); 1 where the row has none

  /// That says nothing: q(c|m) = n(c|m).
  FeatureModel(const FeatureTally& tally, std::size_t feature);

  [[nodiscard]] std::size_t place(std::size_t row, std::size_t c) const {
    return row * classes.n_classes() + c;
  }
  /// q(c|m) / n(c|m) of a star.
  [[nodiscard]] double factor(double ks, std::uint16_t code) const {
    return ratio[place(FeatureTally::row_of(ks), classes.of(code))];
  }
};

} // namespace counterpoint

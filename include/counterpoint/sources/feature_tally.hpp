#pragma once

#include "counterpoint/sources/features.hpp"
#include "counterpoint/sources/magnitude_classes.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <numeric>
#include <span>
#include <vector>

namespace counterpoint {

/// Infrared sources by magnitude and value of each feature: what n(c|m) is made of.
class FeatureTally {
public:
  /// Magnitudes: two of MagnitudeClasses at a time; the last are the missing ones.
  static constexpr std::size_t classes_of_row = 2;
  static constexpr std::size_t n_rows = MagnitudeClasses::n_measured / classes_of_row + 1;
  /// Values: eight codes at a time; the first are the missing ones.
  static constexpr std::size_t codes_of_bin = 8;
  static constexpr std::size_t n_bins = 0x10000 / codes_of_bin;

  explicit FeatureTally(std::size_t n_features = 0)
      : counts_(n_features * n_rows * n_bins), n_features_{n_features} {}

  [[nodiscard]] std::size_t n_features() const { return n_features_; }
  [[nodiscard]] static std::size_t row_of(double ks) {
    return MagnitudeClasses::of(ks) / classes_of_row;
  }
  [[nodiscard]] static std::size_t bin_of(std::uint16_t code) { return code / codes_of_bin; }
  /// The value in the middle of a bin; NaN for the missing ones.
  [[nodiscard]] static double value_of(std::size_t bin) { return values()[bin]; }
  /// The same of all bins.
  [[nodiscard]] static std::span<const double> values();

  /// Counts a source `n` times; -1 takes it back. It does not count for features that are not
  /// covered.
  void add(double ks, const FeatureCodes& features, std::int64_t n = 1) {
    for (std::size_t f = 0; f < n_features_; ++f) {
      if (features.of[f] != FeatureCode::not_covered)
        counts_[place(f, row_of(ks)) + bin_of(features.of[f])] += n;
    }
  }

  /// Of one feature and row of magnitudes, by bin of the value.
  [[nodiscard]] std::span<const std::int64_t> counts(std::size_t feature, std::size_t row) const {
    return std::span{counts_}.subspan(place(feature, row), n_bins);
  }

  /// visit(bin, sources) for every bin of them that has any, in the order of the values.
  template <class Visit>
  void for_each_count(std::size_t feature, std::size_t row, Visit&& visit) const {
    constexpr std::size_t at_once = 16; // most are 0
    const std::span<const std::int64_t> all = counts(feature, row);
    for (std::size_t first = 0; first < all.size(); first += at_once) {
      const auto some = all.subspan(first).first<at_once>();
      const bool has_any = std::accumulate(some.begin(), some.end(), std::int64_t{0},
                                           std::bit_or<std::int64_t>{}) != 0;
      for (std::size_t i = 0; has_any && i < at_once; ++i) {
        if (some[i] > 0) visit(first + i, some[i]);
      }
    }
  }
  static_assert(n_bins % 16 == 0);

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum_sparse(counts_);
  }
  bool operator==(const FeatureTally&) const = default;

private:
  [[nodiscard]] static std::size_t place(std::size_t feature, std::size_t row) {
    return (feature * n_rows + row) * n_bins;
  }

  std::vector<std::int64_t> counts_; // [feature][row][bin]
  std::size_t n_features_;
};

} // namespace counterpoint

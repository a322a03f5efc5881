#pragma once

#include "counterpoint/catalogue/catalogue_reader.hpp"
#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/sources/features.hpp"
#include "sources/row_reading.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// Values that no star has in any band, in the columns of a difference, which would hide them. One
/// number, many times over, stands for missing values.
struct ImpossibleMagnitudes {
  std::int64_t n = 0;
  std::int64_t n_of_all = 0; ///< values that there are
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();

  void add(std::span<const double> values);
  /// A number that stands for missing values? One value in a hundred or more.
  [[nodiscard]] bool are_fillers() const;

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(n);
    over_ranks.sum(n_of_all);
    over_ranks.minimum(least);
    over_ranks.maximum(most);
  }
};

/// The columns that the features of infrared sources are made of.
class FeatureColumns {
public:
  FeatureColumns(const std::vector<FeatureRequest>& requests, Columns& columns);

  [[nodiscard]] bool empty() const { return places_.empty(); }
  /// Makes `codes` those of these rows of the block.
  void find_codes(const RowBlock& block, std::span<const std::uint32_t> rows,
                  std::vector<FeatureCodes>& codes);
  /// Collective. What should be known of their values, in words.
  [[nodiscard]] std::vector<std::string> notes(const Communicator& comm) const;

private:
  struct Places {
    int column;
    int subtracted; // -1: none
    bool is_magnitude;
    std::string name; // of the feature
    // Of a difference, in its first column and in the second.
    std::array<std::string, 2> columns = {};
    std::array<ImpossibleMagnitudes, 2> impossible = {};
  };

  std::vector<Places> places_; // in the block, of each feature
  // Of one feature, by row.
  std::vector<double> values_;
  std::vector<double> subtracted_;
  std::vector<std::uint16_t> codes_;
};

} // namespace counterpoint

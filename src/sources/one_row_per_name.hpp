#pragma once

#include "counterpoint/sources/xray_catalogue.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace counterpoint {

/// Names that several of the kept rows have. Rows without a name have none in common.
struct RepeatedNames {
  std::size_t n_names = 0;
  std::string example;                    ///< of these, the one that appears first
  std::vector<std::int64_t> example_rows; ///< the kept rows that have it, ascending
};

[[nodiscard]] RepeatedNames repeated_names(const XrayCatalogue& catalogue);

/// The kept rows of each name but the best observation, by the rule of best_observations(),
/// ascending. Where counts and off-axis angle are known, the positional uncertainty is that of Kim
/// et al. 2007, as in `align`; elsewhere it is the quoted error.
[[nodiscard]] std::vector<std::int64_t> rows_of_other_observations(const XrayCatalogue& catalogue);

} // namespace counterpoint

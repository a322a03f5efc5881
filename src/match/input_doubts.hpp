#pragma once

#include "match/match_inputs.hpp"
#include "match/match_options.hpp"

#include <string>
#include <vector>

namespace counterpoint {

/// Local. How many X-ray sources lie where the infrared catalogue has stars.
struct Overlap {
  std::int64_t n_kept = 0;   ///< X-ray sources
  std::int64_t n_inside = 0; ///< of these, in the infrared footprint
};
[[nodiscard]] Overlap overlap_of(const MatchInputs& inputs);

/// Local. What is not wrong in itself but usually not meant: warnings of `match` and `validate`,
/// one a string.
[[nodiscard]] std::vector<std::string> input_doubts(const MatchOptions& options,
                                                    const MatchInputs& inputs);

} // namespace counterpoint

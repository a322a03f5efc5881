#include "counterpoint/sources/feature_tally.hpp"

namespace counterpoint {

double FeatureTally::value_of(std::size_t bin) {
  const auto first = static_cast<std::uint16_t>(bin * codes_of_bin);
  const auto last = static_cast<std::uint16_t>(first + codes_of_bin - 1);
  return bin == 0 ? FeatureCode::value(FeatureCode::missing)
                  : 0.5 * (FeatureCode::value(first) + FeatureCode::value(last));
}

} // namespace counterpoint

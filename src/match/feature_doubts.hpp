#pragma once

#include "counterpoint/sources/feature_tally.hpp"
#include "counterpoint/sources/features.hpp"

#include <span>
#include <string>
#include <vector>

namespace counterpoint {

/// Local. Features whose values are hardly any, or are lost as they are kept in 16 bits, or stand
/// for missing ones: warnings, one a string. \param tally  of the stars, of these features
[[nodiscard]] std::vector<std::string> doubts_on_features(std::span<const FeatureRequest> features,
                                                          const FeatureTally& tally);

} // namespace counterpoint

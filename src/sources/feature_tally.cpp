#include "counterpoint/sources/feature_tally.hpp"

namespace counterpoint {

namespace {

double middle_of(std::size_t bin) {
  constexpr std::size_t codes_of_bin = FeatureTally::codes_of_bin;
  const auto first = static_cast<std::uint16_t>(bin * codes_of_bin);
  const auto last = static_cast<std::uint16_t>(first + codes_of_bin - 1);
  return bin == 0 ? FeatureCode::value(FeatureCode::missing)
                  : 0.5 * (FeatureCode::value(first) + FeatureCode::value(last));
}

std::vector<double> middles() {
  std::vector<double> values;
  values.reserve(FeatureTally::n_bins);
  for (std::size_t bin = 0; bin < FeatureTally::n_bins; ++bin)
    values.push_back(middle_of(bin));
  return values;
}

} // namespace

std::span<const double> FeatureTally::values() {
  static const std::vector<double> of_bins = middles();
  return of_bins;
}

} // namespace counterpoint

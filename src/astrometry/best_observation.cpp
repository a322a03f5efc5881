#include "counterpoint/astrometry/best_observation.hpp"

#include <cmath>
#include <tuple>
#include <unordered_map>

namespace counterpoint {

namespace {

bool is_better(const Observation& a, const Observation& b) {
  const auto key = [](const Observation& observation) {
    const bool is_invalid = std::isnan(observation.counts) || !observation.off_axis.is_finite();
    const bool is_unknown = !observation.sig2.is_finite();
    return std::tuple{is_invalid, !(observation.counts > 0.0), is_unknown,
                      is_unknown ? Angle{} : observation.sig2};
  };
  return key(a) < key(b);
}

} // namespace

std::vector<std::size_t> best_observations(std::span<const Observation> observations) {
  std::vector<std::size_t> best;
  std::unordered_map<std::string, std::size_t> place_of; // in `best`
  for (std::size_t row = 0; row < observations.size(); ++row) {
    const Observation& observation = observations[row];
    if (observation.source.empty()) {
      best.push_back(row);
      continue;
    }
    const auto [entry, is_new] = place_of.try_emplace(observation.source, best.size());
    if (is_new) {
      best.push_back(row);
    } else if (is_better(observation, observations[best[entry->second]])) {
      best[entry->second] = row;
    }
  }
  return best;
}

} // namespace counterpoint

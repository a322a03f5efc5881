#include "match/stage/kept_results.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace counterpoint {

namespace {

bool is_one_of(std::string_view key, std::initializer_list<std::string_view> keys) {
  return std::ranges::find(keys, key) != keys.end();
}

} // namespace

bool rests_on(LaterResult result, const std::string& key) {
  // Matches are judged by every estimator, and p_chance is made when tables are written.
  if (is_one_of(key, {"probability.method", "probability.chance-ks"})) return false;
  const bool is_exact = result == LaterResult::expectation;
  const bool is_clustering = result == LaterResult::clustering;
  const bool is_trials = result == LaterResult::trials;
  if (is_one_of(key, {"null.seed", "null.trials"})) return is_trials || is_clustering;
  if (key == "sweep.trials") return is_trials;
  if (is_one_of(key, {"probability.density", "probability.depth", "xray.error-scale",
                      "xray.error-terms"}))
    return !is_exact && !is_clustering;
  return true; // how far shifts and acceptance regions reach: all else follows
}

void KeptResults::forget_what_rests_on(const std::vector<std::string>& keys) {
  for (std::size_t i = 0; i < n_results; ++i) {
    const auto result = static_cast<LaterResult>(i);
    if (std::ranges::any_of(keys, [&](const std::string& key) { return rests_on(result, key); }))
      bytes_[i].clear();
  }
}

} // namespace counterpoint

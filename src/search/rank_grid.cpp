#include "counterpoint/search/rank_grid.hpp"

#include "counterpoint/core/error.hpp"

#include <algorithm>
#include <string>

namespace counterpoint {

RankGrid choose_rank_grid(int n_ranks, std::int64_t n_xray, int requested_groups) {
  // Fewer sources than this per rank, and tile margins cost more than the tiles.
  constexpr std::int64_t sources_per_rank = 32;
  if (requested_groups > n_ranks) {
    throw InputError{"layout.trial-groups = " + std::to_string(requested_groups) +
                     " is more than the number of ranks, " + std::to_string(n_ranks) +
                     ": give at most as many groups as ranks, or leave it at auto"};
  }
  if (requested_groups > 0) return {n_ranks / requested_groups, requested_groups};
  const auto useful =
      static_cast<int>(std::clamp<std::int64_t>(n_xray / sources_per_rank, 1, n_ranks));
  const int groups = n_ranks / useful;
  return {n_ranks / groups, groups};
}

} // namespace counterpoint

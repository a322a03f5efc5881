#pragma once

#include <cstdint>
#include <limits>

namespace counterpoint {

/// The ranks of a run as a grid: tile workers x trial groups. The groups hold the same tiles and
/// share the null trials among them. Ranks beyond the grid read files but hold no tiles.
struct RankGrid {
  int n_tile_workers = 1;
  int n_trial_groups = 1;

  [[nodiscard]] int rank(int tile_worker, int trial_group) const {
    return trial_group * n_tile_workers + tile_worker;
  }
  [[nodiscard]] bool contains(int rank) const { return rank < n_tile_workers * n_trial_groups; }
  [[nodiscard]] int tile_worker(int rank) const { return rank % n_tile_workers; }
  [[nodiscard]] int trial_group(int rank) const { return rank / n_tile_workers; }
  [[nodiscard]] bool is_in_first_group(int rank) const { return rank < n_tile_workers; }
};

/// Which trials a process makes: those with trial % n_groups == group, of a batch [first, end).
struct TrialShare {
  int group = 0;
  int n_groups = 1;
  int first = 0;
  int end = std::numeric_limits<int>::max();
  [[nodiscard]] bool holds(int trial) const {
    return trial >= first && trial < end && trial % n_groups == group;
  }
};

/// The trials of a rank. One beyond the grid holds no neighbourhoods: its trials are empty.
[[nodiscard]] inline TrialShare trial_share(const RankGrid& ranks, int rank) {
  return {ranks.contains(rank) ? ranks.trial_group(rank) : 0, ranks.n_trial_groups};
}

/// \param n_xray  X-ray sources to be matched: tiles with a handful of them are not worth a rank
/// \param requested_groups  layout.trial-groups; 0 chooses
/// \throws InputError if more groups than ranks are asked for
[[nodiscard]] RankGrid choose_rank_grid(int n_ranks, std::int64_t n_xray, int requested_groups);

} // namespace counterpoint

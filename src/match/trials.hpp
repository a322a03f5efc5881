#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/null_trials/expectation.hpp"
#include "counterpoint/null_trials/shift.hpp"
#include "counterpoint/search/search.hpp"
#include "counterpoint/sources/magnitude_bins.hpp"
#include "counterpoint/statistics/null_counts.hpp"

#include <cstdint>
#include <vector>

namespace counterpoint {

/// What the trials of all ranks have counted.
struct TrialCounts {
  NullCounts null;
  std::vector<std::int64_t> sweep; ///< [radius][trial]: X-ray sources with a match
};

/// How far the trials of a run have come: those numbered below n_null and n_sweep are made.
struct TrialProgress {
  int n_null = 0;
  int n_sweep = 0;
  TrialCounts counts{{0, 0}, {}}; ///< of the trials that are made; of no size before the first

  /// All that are asked for?
  [[nodiscard]] bool are_done(const NullOptions& null) const {
    return n_null == null.trials && n_sweep == null.sweep_trials;
  }
};

/// Local. The bins of the trials: MagnitudeBins::bin_of_all() of each neighbour.
[[nodiscard]] NeighbourBins trial_bins(const MagnitudeBins& bins,
                                       const Neighbourhoods& neighbourhoods);

/// What trials are made of, and how their matches are judged.
struct TrialSetup {
  const NullOptions& null;
  const SearchResult& search;
  const NeighbourBins& bins;
  Judgement judgement;
};

/// The null trials and those of the sweep over shift radii, each rank its share, made in batches of
/// some seconds, between which a run can tell how far it is, or stop.
class Trials {
public:
  /// Collective. \param setup  what it refers to must live as long as this
  /// \param earlier  trials that need not be made again, counted with equal options and judged by
  ///   the same estimators
  Trials(const Communicator& comm, const TrialSetup& setup, TrialProgress&& earlier);

  /// Local.
  [[nodiscard]] bool are_done() const;
  /// Local. From 0 to 1.
  [[nodiscard]] double fraction() const;
  /// Collective. Makes the next batch.
  void make_batch();
  /// Collective. What is counted so far; equal on all ranks.
  [[nodiscard]] TrialProgress progress() const;

private:
  const Communicator& comm_;
  const NullOptions& null_;
  const SearchResult& search_;
  NullJudge judge_;
  std::vector<std::int64_t> sweep_; // as TrialCounts::sweep, of this rank
  TrialProgress earlier_;
  int n_null_ = 0;
  int n_sweep_ = 0;
  int per_batch_ = 0; // trials; an even number, for a pair has its draws in common
};

} // namespace counterpoint

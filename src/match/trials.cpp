#include "match/trials.hpp"

#include "counterpoint/comm/failure.hpp"
#include "counterpoint/comm/reduction.hpp"
#include "counterpoint/core/checked_cast.hpp"
#include "counterpoint/null_trials/trials.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace counterpoint {

namespace {

// What a batch costs beside its trials is worth about five of them.
constexpr int fewest_per_batch = 30;
constexpr int fewest_of_sweep = 10; // at each radius

// Collective. An even number, of a second or so on the rank that has most to do.
int trials_per_batch(const Communicator& comm, const SearchResult& search) {
  constexpr std::int64_t neighbours_per_batch = 400'000'000;
  constexpr std::int64_t most = 1'000'000;
  const auto n_mine = checked_cast<std::int64_t>(search.sky.neighbourhoods.n_neighbours());
  const std::int64_t n_neighbours = std::max<std::int64_t>(comm.maximum(n_mine), 1);
  const std::int64_t wanted =
      std::clamp<std::int64_t>(neighbours_per_batch / n_neighbours, fewest_per_batch, most);
  return checked_cast<int>(wanted / 2 * 2 * search.share.n_groups);
}

void add(std::vector<std::int64_t>& to, const std::vector<std::int64_t>& values) {
  std::ranges::transform(to, values, to.begin(), std::plus{});
}

} // namespace

NeighbourBins trial_bins(const MagnitudeBins& bins, const Neighbourhoods& neighbourhoods) {
  NeighbourBins result;
  result.n_bins = bins.n_bins_of_all();
  result.of_neighbour.reserve(neighbourhoods.n_neighbours());
  for (std::size_t i = 0; i < neighbourhoods.size(); ++i) {
    const KeptNeighbours neighbours = neighbourhoods.kept(i);
    for (std::size_t k = 0; k < neighbours.size(); ++k)
      result.of_neighbour.push_back(bins.bin_of_all(neighbours.ks(k)));
  }
  return result;
}

Trials::Trials(const Communicator& comm, const TrialSetup& setup, TrialProgress&& earlier)
    : comm_{comm}, null_{setup.null}, search_{setup.search},
      judge_{setup.search.sky, setup.bins, setup.judgement, setup.null.trials},
      sweep_(null_.sweep_radii.size() * static_cast<std::size_t>(null_.sweep_trials)),
      earlier_{std::move(earlier)}, n_null_{earlier_.n_null}, n_sweep_{earlier_.n_sweep},
      per_batch_{trials_per_batch(comm, search_)} {}

bool Trials::are_done() const {
  return n_null_ == null_.trials && n_sweep_ == null_.sweep_trials;
}

double Trials::fraction() const {
  // A trial of the sweep is one at each of its radii.
  const auto of_sweep = static_cast<double>(null_.sweep_radii.size());
  const double all = null_.trials + of_sweep * null_.sweep_trials;
  return all > 0.0 ? (n_null_ + of_sweep * n_sweep_) / all : 1.0;
}

void Trials::make_batch() {
  TrialShare share = search_.share;
  const Neighbourhoods& neighbourhoods = search_.sky.neighbourhoods;
  if (n_null_ < null_.trials) {
    share.first = n_null_;
    share.end = n_null_ = std::min(null_.trials, n_null_ + per_batch_);
    run_together(comm_, [&] { run_null_trials(neighbourhoods, null_, share, std::ref(judge_)); });
    return;
  }
  const int n_radii = std::max(1, checked_cast<int>(null_.sweep_radii.size()));
  share.first = n_sweep_;
  share.end = n_sweep_ = std::min(
      null_.sweep_trials, n_sweep_ + std::max(fewest_of_sweep, per_batch_ / n_radii / 2 * 2));
  run_together(comm_, [&] { add(sweep_, sweep_matched_sources(neighbourhoods, null_, share)); });
}

TrialProgress Trials::progress() const {
  TrialProgress progress{n_null_, n_sweep_, {judge_.counts(), sweep_}};
  TrialCounts& counts = progress.counts;
  add_up(comm_, counts.null);
  comm_.sum(std::span{counts.sweep});
  if (earlier_.n_null > 0) {
    add(counts.null.matches, earlier_.counts.null.matches);
    add(counts.null.best, earlier_.counts.null.best);
    counts.null.own_counterparts += earlier_.counts.null.own_counterparts;
  }
  if (earlier_.n_sweep > 0) add(counts.sweep, earlier_.counts.sweep);
  return progress;
}

} // namespace counterpoint

#include "match/candidates.hpp"

#include "counterpoint/comm/reduction.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace counterpoint {

namespace {

struct Pair {
  std::int64_t xray_id;
  Candidate candidate;
};

// The X-ray sources in as many contiguous ranges as there are ranks, of about equal work: each rank
// writes one.
class Blocks {
public:
  // Collective. \param search  of this rank: the work that hangs on its X-ray sources
  Blocks(const Communicator& comm, std::int64_t n_xray, const SearchResult& search) {
    // Counted by runs of sources, so that no list is as long as the catalogue.
    constexpr std::int64_t runs_per_rank = 64;
    const std::int64_t n_runs = std::clamp<std::int64_t>(n_xray, 1, runs_per_rank * comm.size());
    const auto start_of_run = [&](std::int64_t run) { return n_xray * run / n_runs; };
    std::vector<std::int64_t> work(static_cast<std::size_t>(n_runs));
    for (std::size_t i = 0; search.is_in_first_group && i < search.sky.candidates.size(); ++i) {
      const std::int64_t xray_id = search.sky.neighbourhoods.xray_ids[i];
      const std::int64_t run = ((xray_id + 1) * n_runs - 1) / n_xray; // inverse of its start
      constexpr std::int64_t of_candidate = 2;                        // in X-ray sources
      work[static_cast<std::size_t>(run)] += of_candidate * std::ssize(search.sky.candidates[i]);
    }
    comm.sum(std::span{work});
    for (std::int64_t run = 0; run < n_runs; ++run)
      work[static_cast<std::size_t>(run)] += start_of_run(run + 1) - start_of_run(run);

    const std::int64_t total = std::accumulate(work.begin(), work.end(), std::int64_t{0});
    std::int64_t before = 0; // work of the runs so far
    for (std::int64_t run = 0; run < n_runs; ++run) {
      // A run goes to the rank in whose part its middle falls.
      const std::int64_t middle = before + work[static_cast<std::size_t>(run)] / 2;
      while (std::ssize(starts_) < comm.size() &&
             middle * comm.size() >= total * std::ssize(starts_))
        starts_.push_back(start_of_run(run));
      before += work[static_cast<std::size_t>(run)];
    }
    starts_.resize(static_cast<std::size_t>(comm.size()) + 1, n_xray);
  }

  [[nodiscard]] std::int64_t start(int rank) const {
    return starts_[static_cast<std::size_t>(rank)];
  }
  [[nodiscard]] std::size_t writer_of(std::int64_t xray_id) const {
    return static_cast<std::size_t>(std::ranges::upper_bound(starts_, xray_id) - starts_.begin()) -
           1;
  }

private:
  std::vector<std::int64_t> starts_; // xray_id at which the block of each rank begins, and the end
};

} // namespace

Candidates gather_candidates(const Communicator& comm, std::int64_t n_xray,
                             const SearchResult& search) {
  const Blocks blocks{comm, n_xray, search};
  std::vector<std::vector<Pair>> outgoing(static_cast<std::size_t>(comm.size()));
  if (search.is_in_first_group) {
    const SearchedSky& sky = search.sky;
    for (std::size_t i = 0; i < sky.candidates.size(); ++i) {
      const std::int64_t xray_id = sky.neighbourhoods.xray_ids[i];
      for (const Candidate& candidate : sky.candidates[i])
        outgoing[blocks.writer_of(xray_id)].push_back({xray_id, candidate});
    }
  }
  std::vector<Pair> pairs = comm.exchange(outgoing);
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return std::tie(a.xray_id, a.candidate.separation, a.candidate.ir_id) <
           std::tie(b.xray_id, b.candidate.separation, b.candidate.ir_id);
  });
  Candidates candidates;
  candidates.first_xray_id = blocks.start(comm.rank());
  const std::int64_t last = blocks.start(comm.rank() + 1);
  auto pair = pairs.begin();
  for (std::int64_t id = candidates.first_xray_id; id < last; ++id) {
    for (; pair != pairs.end() && pair->xray_id == id; ++pair)
      candidates.of_source.push_back(pair->candidate);
    candidates.of_source.close_group();
  }
  return candidates;
}

CandidateCounts::CandidateCounts(const MagnitudeBins& bins)
    : per_bin(static_cast<std::size_t>(bins.n_bins_of_all())), brightest{bins} {}

CandidateCounts count_candidates(const Communicator& comm, const MagnitudeBins& bins,
                                 const Candidates& candidates, const SourceTerms& terms) {
  CandidateCounts counts{bins};
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto of_source = candidates.of_source[i];
    for (const Candidate& candidate : of_source) {
      ++counts.n_pairs;
      ++counts.per_bin[static_cast<std::size_t>(bins.bin_of_all(candidate.ks))];
    }
    if (!of_source.empty()) counts.brightest.add(bins, of_source, terms.in_footprint[i] != 0);
  }
  add_up(comm, counts);
  return counts;
}

} // namespace counterpoint

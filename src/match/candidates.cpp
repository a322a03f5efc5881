#include "match/candidates.hpp"

#include "counterpoint/comm/reduction.hpp"

#include <algorithm>
#include <tuple>

namespace counterpoint {

namespace {

struct Pair {
  std::int64_t xray_id;
  Candidate candidate;
};

// The first xray_id that a rank writes.
std::int64_t block_start(std::int64_t n_xray, int rank, int n_ranks) {
  return n_xray * rank / n_ranks;
}

// The rank that writes an X-ray source: the inverse of block_start().
std::size_t writer_of(std::int64_t xray_id, std::int64_t n_xray, int n_ranks) {
  return static_cast<std::size_t>(((xray_id + 1) * n_ranks - 1) / n_xray);
}

} // namespace

Candidates gather_candidates(const Communicator& comm, std::int64_t n_xray,
                             const SearchResult& search) {
  std::vector<std::vector<Pair>> outgoing(static_cast<std::size_t>(comm.size()));
  if (search.is_in_first_group) {
    const SearchedSky& sky = search.sky;
    for (std::size_t i = 0; i < sky.candidates.size(); ++i) {
      const std::int64_t xray_id = sky.neighbourhoods.xray_ids[i];
      for (const Candidate& candidate : sky.candidates[i])
        outgoing[writer_of(xray_id, n_xray, comm.size())].push_back({xray_id, candidate});
    }
  }
  std::vector<Pair> pairs = comm.exchange(outgoing);
  std::sort(pairs.begin(), pairs.end(), [](const Pair& a, const Pair& b) {
    return std::tie(a.xray_id, a.candidate.separation, a.candidate.ir_id) <
           std::tie(b.xray_id, b.candidate.separation, b.candidate.ir_id);
  });
  Candidates candidates;
  candidates.first_xray_id = block_start(n_xray, comm.rank(), comm.size());
  const std::int64_t last = block_start(n_xray, comm.rank() + 1, comm.size());
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

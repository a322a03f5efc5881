#include "match/xray_block.hpp"

#include <algorithm>
#include <tuple>

namespace counterpoint {

namespace {

// First xray_id of a rank's block.
std::int64_t block_start(std::int64_t n_xray, int rank, int n_ranks) {
  return n_xray * rank / n_ranks;
}

} // namespace

XrayBlock make_xray_block(const Communicator& comm, std::int64_t n_xray,
                          std::vector<Pair>&& pairs) {
  std::vector<std::vector<Pair>> outgoing(static_cast<std::size_t>(comm.size()));
  for (const Pair& pair : pairs) {
    // The rank whose block holds xray_id: the inverse of block_start().
    const auto rank = static_cast<std::size_t>(((pair.xray_id + 1) * comm.size() - 1) / n_xray);
    outgoing[rank].push_back(pair);
  }
  std::vector<Pair>{}.swap(pairs);
  XrayBlock block;
  block.first = block_start(n_xray, comm.rank(), comm.size());
  block.last = block_start(n_xray, comm.rank() + 1, comm.size());
  block.pairs = comm.exchange(outgoing);
  std::sort(block.pairs.begin(), block.pairs.end(), [](const Pair& a, const Pair& b) {
    return std::tie(a.xray_id, a.separation, a.ir_id) < std::tie(b.xray_id, b.separation, b.ir_id);
  });
  std::size_t k = 0;
  for (std::int64_t id = block.first; id < block.last; ++id) {
    block.first_pair.push_back(k);
    while (k < block.pairs.size() && block.pairs[k].xray_id == id)
      ++k;
  }
  block.first_pair.push_back(k);
  return block;
}

std::vector<XrayTerms> make_xray_terms(const Communicator& comm, const MatchConfig& config,
                                       const XrayCatalogue& xray, const InfraredTally& tally,
                                       const Footprint& footprint, XrayBlock& block) {
  std::vector<double> my_densities;
  for (std::size_t i = 0; i < block.size(); ++i) {
    const XraySource& source = xray.sources[static_cast<std::size_t>(block.first) + i];
    const bool is_inside =
        source.position && (footprint.contains(*source.position) || !block.pairs_of(i).empty());
    block.in_footprint.push_back(is_inside ? 1 : 0);
    my_densities.push_back(is_inside && config.probability.local_density
                               ? footprint.relative_density(*source.position)
                               : 1.0);
  }
  const auto flags = comm.all_gather(std::span<const std::uint8_t>{block.in_footprint});
  const auto densities = comm.all_gather(std::span<const double>{my_densities});
  const Angle infrared_error = tally.mean_error();
  std::vector<XrayTerms> terms(xray.sources.size());
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const XraySource& source = xray.sources[i];
    terms[i] = {source.sigma, config.acceptance.region(source.error, infrared_error), densities[i],
                source.kept && flags[i] != 0};
  }
  return terms;
}

std::vector<XrayCandidates> considered_sources(const XrayBlock& block,
                                               std::span<const XrayTerms> terms) {
  std::vector<XrayCandidates> sources;
  for (std::size_t i = 0; i < block.size(); ++i) {
    const XrayTerms& term = terms[static_cast<std::size_t>(block.first) + i];
    if (term.in_footprint)
      sources.push_back({block.pairs_of(i), term, block.first + static_cast<std::int64_t>(i)});
  }
  return sources;
}

} // namespace counterpoint

#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/match/match_config.hpp"
#include "counterpoint/search/neighbourhoods.hpp"
#include "counterpoint/sources/footprint.hpp"
#include "counterpoint/sources/infrared_tally.hpp"
#include "counterpoint/sources/sources.hpp"
#include "counterpoint/statistics/likelihood_ratio.hpp"
#include "counterpoint/statistics/probabilities.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// The X-ray sources whose rows this rank writes: a contiguous range of xray_id, with their pairs.
struct XrayBlock {
  std::int64_t first = 0;                       ///< xray_id
  std::int64_t last = 0;                        ///< beyond the last
  std::vector<Pair> pairs;                      ///< ordered by (xray_id, separation, ir_id)
  std::vector<std::size_t> first_pair;          ///< of each source, and the total
  std::vector<std::uint8_t> in_footprint;       ///< also of sources that were not kept
  std::vector<PairProbabilities> probabilities; ///< in the order of the pairs

  [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(last - first); }
  [[nodiscard]] std::span<const Pair> pairs_of(std::size_t i) const {
    return std::span{pairs}.subspan(first_pair[i], first_pair[i + 1] - first_pair[i]);
  }
  [[nodiscard]] std::span<const PairProbabilities> probabilities_of(std::size_t i) const {
    return std::span{probabilities}.subspan(first_pair[i], first_pair[i + 1] - first_pair[i]);
  }
};

/// Collective. Brings the pairs to the ranks that write their X-ray sources.
/// \param pairs  from any rank in any order, each once; released on the way
[[nodiscard]] XrayBlock make_xray_block(const Communicator& comm, std::int64_t n_xray,
                                        std::vector<Pair>&& pairs);

/// Collective. Terms of every X-ray source, by xray_id, equal on all ranks; and the footprint flags
/// of the block. A source with a match is in the footprint even if its own cell is empty.
[[nodiscard]] std::vector<XrayTerms>
make_xray_terms(const Communicator& comm, const MatchConfig& config, const XrayCatalogue& xray,
                const InfraredTally& tally, const Footprint& footprint, XrayBlock& block);

/// The block's sources that count: kept and in the footprint. They point into the block.
[[nodiscard]] std::vector<XrayCandidates> considered_sources(const XrayBlock& block,
                                                             std::span<const XrayTerms> terms);

} // namespace counterpoint

#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/search/neighbourhoods.hpp"
#include "counterpoint/search/search_plan.hpp"
#include "counterpoint/sources/sources.hpp"

#include <cstdint>
#include <vector>

namespace counterpoint {

/// This rank's part of the sky after the one search: neighbourhoods of the X-ray sources of its
/// tiles. The trial groups hold equal neighbourhoods.
struct SearchResult {
  Neighbourhoods neighbourhoods;
  std::vector<Pair> pairs;     ///< real pairs; on the ranks of the first trial group only
  std::int64_t bytes_sent = 0; ///< by this rank
};

/// Collective. Cuts the sky into tiles, sends the rows to them and searches each once.
/// \param rows  this rank's prefiltered rows; released on the way
[[nodiscard]] SearchResult search_tiles(const Communicator& comm, const SearchPlan& plan,
                                        const XrayCatalogue& xray,
                                        std::vector<InfraredSource>&& rows);

} // namespace counterpoint

#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/search/search.hpp"
#include "match/terms_of_sources.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// Pairs of an X-ray source that is considered and an infrared source, by their separation.
struct SeparationBin {
  Angle low; ///< included
  Angle high;
  std::int64_t n_pairs = 0;
  double expected = 0.0; ///< of unrelated ones, by the local density
  /// Twice the root mean square acceptance radius: hardly any counterpart is there.
  bool is_beyond = false;
};

/// Collective. The pairs in equal bins, over all ranks, from 0 to three times the root mean square
/// acceptance radius, or the largest shift where that is less: so far the neighbourhoods are
/// complete. None without X-ray sources that are considered.
/// \param terms  by xray_id
[[nodiscard]] std::vector<std::int64_t>
count_separations(const Communicator& comm, const SearchResult& found, const TermsOfSources& terms);

/// Local. The bins of these counts, with what is expected.
/// \param largest_shift, terms  as they were counted with
/// \param mean_density_arcsec2  of infrared sources
[[nodiscard]] std::vector<SeparationBin> offset_distribution(std::span<const std::int64_t> counts,
                                                             Angle largest_shift,
                                                             const TermsOfSources& terms,
                                                             double mean_density_arcsec2);

/// Those of the bins that are beyond counterparts, as one; without an expectation where the bins do
/// not reach so far. Where the density is right, there are as many pairs as expected.
[[nodiscard]] SeparationBin surroundings(std::span<const SeparationBin> bins);

} // namespace counterpoint

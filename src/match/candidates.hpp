#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/grouped.hpp"
#include "counterpoint/search/search.hpp"
#include "counterpoint/sources/magnitude_bins.hpp"
#include "counterpoint/statistics/cumulative_model.hpp"
#include "match/source_terms.hpp"

#include <cstdint>
#include <vector>

namespace counterpoint {

/// The candidates of the X-ray sources whose rows this rank writes: a contiguous range of xray_id.
struct Candidates {
  std::int64_t first_xray_id = 0;
  Grouped<Candidate> of_source; ///< of each, ordered by (separation, ir_id)

  [[nodiscard]] std::size_t size() const { return of_source.size(); }
  [[nodiscard]] std::int64_t xray_id(std::size_t i) const {
    return first_xray_id + static_cast<std::int64_t>(i);
  }
};

/// Collective. Brings the candidates from the ranks that searched to those that write.
[[nodiscard]] Candidates gather_candidates(const Communicator& comm, std::int64_t n_xray,
                                           const SearchResult& search);

/// The candidates in numbers, over all ranks.
struct CandidateCounts {
  explicit CandidateCounts(const MagnitudeBins& bins);

  std::int64_t n_pairs = 0;
  std::vector<std::int64_t> per_bin; ///< pairs, by MagnitudeBins::bin_of_all()
  BrightestMatchCounts brightest;    ///< X-ray sources, by their brightest candidate

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(n_pairs);
    over_ranks.sum(per_bin);
    brightest.add_up(over_ranks);
  }
  bool operator==(const CandidateCounts&) const = default;
};

/// Collective. \param terms  by xray_id
[[nodiscard]] CandidateCounts count_candidates(const Communicator& comm, const MagnitudeBins& bins,
                                               const Candidates& candidates,
                                               const SourceTerms& terms);

} // namespace counterpoint

#pragma once

#include "counterpoint/catalogue/carried.hpp"
#include "counterpoint/comm/communicator.hpp"
#include "match/candidates.hpp"
#include "match/match_inputs.hpp"

#include <string>
#include <vector>

namespace counterpoint {

/// What one of two infrared catalogues has of each candidate.
struct ListedStars {
  std::vector<std::int64_t> rows; ///< of the catalogue, from 0; -1 where the star is not in it
  std::vector<double> ks;         ///< mag; likewise, NaN for none
  std::vector<double> j;
  std::vector<double> h;
  std::vector<std::string> names; ///< empty without an identifier column
  std::vector<std::string> cells; ///< of the second, by pack_cells(); empty without carried columns
};

/// What the tables show of the catalogues' rows beyond what the stages work with, of the X-ray
/// sources and candidates that this rank writes.
struct TableDetails {
  std::vector<StarDetails> stars;        ///< of each candidate, in the order of all candidates
  std::vector<std::string> star_names;   ///< likewise; empty without infrared.id
  std::vector<std::string> star_cells;   ///< likewise, by pack_cells(); empty without columns
  std::vector<std::string> source_cells; ///< of each X-ray source; empty without columns
  std::vector<ListedStars> listed;       ///< of each of two infrared catalogues; else none
};

/// Collective. Brings them from the ranks that read the rows.
[[nodiscard]] TableDetails fetch_details(const Communicator& comm, const MatchInputs& inputs,
                                         const Candidates& candidates);

} // namespace counterpoint

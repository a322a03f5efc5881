#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "match/candidates.hpp"
#include "match/match_options.hpp"
#include "match/probabilities.hpp"
#include "match/table_details.hpp"

#include <string>

namespace counterpoint {

/// Have counterparts another colour than the other candidates of the same Ks? Ks alone does not
/// use that: the probabilities are right without it, but less sharp than they could be.
struct ColourCheck {
  std::string colour;      ///< "H-Ks" or "J-Ks"; empty where none is looked at
  double difference = 0.0; ///< mag, mean over classes of Ks by how well each is known
  double error = 0.0;      ///< of the difference, if there were none

  /// By more than 0.03 mag and four standard deviations?
  [[nodiscard]] bool is_conspicuous() const;
};

/// Collective. Nothing is looked at where features count already, or without columns of colours.
/// Each candidate counts as a counterpart by P, as another star by 1 - P: the difference is
/// smaller than the true one.
[[nodiscard]] ColourCheck check_colour(const Communicator& comm, const MatchOptions& options,
                                       const Candidates& candidates, const TableDetails& details,
                                       const Probabilities& probabilities);

} // namespace counterpoint

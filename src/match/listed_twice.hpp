#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/search/search.hpp"

#include <cstdint>
#include <string>

namespace counterpoint {

/// How often an infrared row near an X-ray source is listed again, to the last digit: in lists of
/// pairs, or where a file was given twice. Rows near several X-ray sources count for each.
struct ListedTwice {
  std::int64_t n_rows = 0;
  std::int64_t n_repeats = 0; ///< rows at the place of another (within 0.01 arcsec), with its Ks

  /// More than chance and rounding would have.
  [[nodiscard]] bool is_conspicuous() const;
  /// For the user: what was found, what follows from it and what can be done.
  [[nodiscard]] std::string warning(bool of_two_catalogues) const;

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(n_rows);
    over_ranks.sum(n_repeats);
  }
};

/// Collective.
[[nodiscard]] ListedTwice count_listed_twice(const Communicator& comm, const SearchResult& found);

} // namespace counterpoint

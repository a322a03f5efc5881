#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/sources/footprint.hpp"
#include "counterpoint/sources/infrared_rows.hpp"
#include "counterpoint/sources/joined_catalogues.hpp"

#include <cstdint>
#include <vector>

namespace counterpoint {

/// A row, and where it is.
struct ListedRow {
  InfraredSource row; ///< its ir_id is that of no other row of either catalogue
  std::int32_t rank = 0;
  std::int32_t place = 0; ///< among the rows of its catalogue on that rank
};

/// Rows of two catalogues that list one star.
struct StarPair {
  ListedRow first;
  ListedRow second;
};

/// One of two catalogues: this rank's rows, and the sky that all of it covers.
struct ComparedRows {
  const InfraredRows& rows;
  const Footprint& footprint;
};

/// The pairs that a rank has decided on, and what all ranks know of them.
struct StarPairs {
  std::vector<StarPair> pairs;
  std::int64_t n_comparable = 0; ///< rows of the second catalogue where the first has rows too
  ListedParts listed;
};

/// Two rows farther from each other are no pair. \param errors  the largest, one-dimensional
/// standard deviations
[[nodiscard]] Angle largest_pair_separation(Angle first_sigma, Angle second_sigma);

/// Collective. Finds which rows of the second catalogue list a star of the first, with the
/// probability of docs/method.md, section 3. A row is in one pair at most. The answer does not
/// depend on which rank has a row.
/// \param largest_separation  of a pair
[[nodiscard]] StarPairs find_star_pairs(const Communicator& comm, const ComparedRows& first,
                                        const ComparedRows& second, Angle largest_separation);

} // namespace counterpoint

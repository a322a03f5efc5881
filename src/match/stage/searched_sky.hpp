#pragma once

#include "counterpoint/output/array_file.hpp"
#include "counterpoint/search/search.hpp"

namespace counterpoint {

/// How far a search looked.
struct SearchedReach {
  Acceptance acceptance;
  Angle largest_shift;
  float common_sigma_arcsec = 0.0F; ///< Neighbourhoods::common_sigma_arcsec
};

/// Local. \throws InputError naming what is larger, if a plan needs more than was searched for
void require_within(const SearchedReach& searched, const SearchPlan& plan);

/// Collective. What a search found, out of the arrays of a stage file: the X-ray sources in as many
/// parts, of about as many neighbours, as the plan has tile workers.
/// \param plan  that is followed from here on; candidates and neighbours beyond its
///   reach are left out
/// \param takes_neighbours  or leaves every X-ray source without, as if none were found
[[nodiscard]] SearchResult read_searched(const ArrayFileReader& file, const SearchedReach& searched,
                                         const SearchPlan& plan, bool takes_neighbours);

} // namespace counterpoint

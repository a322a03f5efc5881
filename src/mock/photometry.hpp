#pragma once

#include "mock/magnitude_table.hpp"

#include <cstdint>

namespace counterpoint::mock {

/// Magnitudes as a catalogue gives them; NaN where missing.
struct Photometry {
  double j;
  double h;
  double ks;
  double hidden_ks; ///< the true Ks, known also where ks is missing: sets the positional error
};

enum class Population { background, counterpart };

/// Magnitudes of row `row`, with `extinction` mag in Ks unless it is a foreground star. How many
/// rows have which bands and pass the colour cuts is as in the GALACTICNUCLEUS catalogue of the
/// notebook, section 3.2. Of the counterparts, the same fraction is dropped for its colours.
/// \param missing_ks  fraction of the rows that pass the colour cuts which loses its Ks in addition
///                    to that; these rows pass the cuts without Ks too
[[nodiscard]] Photometry draw_photometry(std::uint64_t seed, std::uint64_t row,
                                         Population population, double extinction,
                                         double missing_ks = 0.0);

/// Of the rows of a population that pass the colour cuts (limits as in the notebook, keep = below):
/// what the probability of a counterpart is made of.
struct CleanedDistribution {
  double kept_fraction;    ///< of all rows of the population
  double missing_ks;       ///< of the kept rows
  MagnitudeTable::Bins ks; ///< of the kept rows; with missing_ks sums to 1
};
[[nodiscard]] CleanedDistribution cleaned_distribution(Population population,
                                                       double missing_ks = 0.0);

} // namespace counterpoint::mock

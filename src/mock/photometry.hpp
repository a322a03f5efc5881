#pragma once

#include "mock/magnitude_table.hpp"

#include <cstdint>

namespace counterpoint::mock {

/// Magnitudes as a catalogue gives them; NaN where missing.
struct Photometry {
  double j;
  double h;
  double ks;
  double hidden_ks; ///< also where Ks is missing: sets the positional error
};

enum class Population { background, counterpart };

/// Magnitudes of row `row`, behind an extinction of `extinction` mag in Ks unless it is a
/// foreground star. The fractions of rows with each combination of bands and on each side of the
/// colour limits are those of the GALACTICNUCLEUS catalogue in the notebook, section 3.2; they are
/// the same for counterparts as far as the cleaning goes: as many are dropped for their colours.
/// \param missing_ks  fraction of the Ks lost beyond that, of rows that pass the colour cuts; they
///                    pass them without Ks too
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

#pragma once

#include "mock/magnitude_table.hpp"

#include <cstdint>
#include <span>

namespace counterpoint::mock {

/// Magnitudes as a catalogue gives them; NaN where missing.
struct Photometry {
  double j;
  double h;
  double ks;
  double hidden_ks; ///< the true Ks, known also where ks is missing: sets the positional error
};

enum class Population { background, counterpart };

/// Whose magnitudes are drawn.
struct StarKind {
  std::uint64_t seed = 0;
  Population population = Population::background;
  /// Fraction of the rows that pass the colour cuts which loses its Ks beyond what the catalogue
  /// misses; these rows pass the cuts without Ks too.
  double missing_ks = 0.0;
};

/// Magnitudes of the rows from `first_row` on, up to run_length of them, with `extinction` mag in
/// Ks unless it is a foreground star. How many rows have which bands and pass the colour cuts is as
/// in the GALACTICNUCLEUS catalogue of the notebook, section 3.2. Of the counterparts, the same
/// fraction is dropped for its colours. \param extinction  of each row
void draw_photometry(const StarKind& kind, std::uint64_t first_row,
                     std::span<const double> extinction, std::span<Photometry> out);

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

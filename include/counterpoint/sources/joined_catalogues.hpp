#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/sources/feature_tally.hpp"
#include "counterpoint/sources/footprint.hpp"
#include "counterpoint/sources/infrared_options.hpp"
#include "counterpoint/sources/magnitude_bins.hpp"
#include "counterpoint/sources/read_catalogues.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace counterpoint {

/// Two infrared catalogues, but for their rows.
struct TwoCatalogues {
  std::array<Footprint, 2> footprints;                 ///< of all rows of each
  std::array<std::vector<FeatureRequest>, 2> features; ///< what each has of them
  bool colours_decide = false; ///< InfraredOptions::colours_of_both_decide()
};

/// Of the rows of one of two catalogues, where the other covers the sky, the part that the other
/// lists too: by Ks, in rows of half a magnitude, the last without one.
struct ListedPart {
  std::array<std::int64_t, FeatureTally::n_rows> n{}; ///< rows of which it is the part
  std::array<double, FeatureTally::n_rows> part{};
};

/// The same of the first catalogue, and of the second.
using ListedParts = std::array<ListedPart, 2>;

/// How the rows of two infrared catalogues became stars, near the X-ray sources; of all ranks.
struct JoinSummary {
  std::int64_t n_first = 0;      ///< rows near X-ray sources
  std::int64_t n_second = 0;     ///< likewise
  std::int64_t n_comparable = 0; ///< of the second, where the first has rows too
  std::int64_t n_both = 0;       ///< stars that both list
  std::int64_t n_foreground = 0; ///< stars that were left out, as their colours are foreground's
  ExactSum squared_offsets;      ///< of the pairs, over twice their variance: 1 each in the mean
  ExactSum east_arcsec;          ///< of the second catalogue's row seen from the first's
  ExactSum north_arcsec;
  ExactSum ks_difference;     ///< of the second catalogue to the first, in mag
  std::int64_t n_both_ks = 0; ///< pairs in which both have Ks

  /// Their mean: 1 where the errors are true.
  [[nodiscard]] double mean_squared_offset() const { return mean(squared_offsets, n_both); }
  [[nodiscard]] double mean_east_arcsec() const { return mean(east_arcsec, n_both); }
  [[nodiscard]] double mean_north_arcsec() const { return mean(north_arcsec, n_both); }
  [[nodiscard]] double mean_ks_difference() const { return mean(ks_difference, n_both_ks); }

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(n_first);
    over_ranks.sum(n_second);
    over_ranks.sum(n_comparable);
    over_ranks.sum(n_both);
    over_ranks.sum(n_foreground);
    over_ranks.sum(squared_offsets);
    over_ranks.sum(east_arcsec);
    over_ranks.sum(north_arcsec);
    over_ranks.sum(ks_difference);
    over_ranks.sum(n_both_ks);
  }

private:
  [[nodiscard]] static double mean(const ExactSum& sum, std::int64_t n) {
    return sum.value() / static_cast<double>(n);
  }
};

/// What is left of the second catalogue once its rows are among those of the first.
struct SecondCatalogue {
  CleaningSummary cleaning; ///< of all ranks
  CandidateStars stars;     ///< this rank's rows that may be candidates
  std::int64_t n_rows_of_rank = 0;
  std::int64_t first_id = 0;   ///< ir_id of its first row: rows of the first catalogue
  std::int64_t bytes_read = 0; ///< by this rank
  JoinSummary join;
  ListedParts listed = {};                         ///< equal on all ranks
  std::vector<CarriedColumn> carried_columns = {}; ///< likewise
};

/// Rows of two catalogues that are farther from each other are two stars.
[[nodiscard]] Angle reach_of_pairs(const InfraredOptions& first, const InfraredOptions& second);

/// The cells of the prefilter are to be at least so large: joined catalogues are counted in whole
/// cells, and a footprint that is no coarser knows the area of each of its cells.
inline constexpr Angle least_cells_of_joined = Angle::from_arcsec(75.0);

/// Collective. Makes one list of stars of two catalogues: a star that both list has the mean of
/// both positions, weighted by inverse variances, and the magnitudes and features of the first,
/// where that has any. The ir_id of rows of the second follow those of the first. Where colours
/// decide, stars that are foreground by reason_of_both() are left out. Tally and cells
/// of `first` are then those of the stars that passed the prefilter; where the second has no row
/// there, `first` stays as it is, unless colours decide or features of the second are asked for.
/// \param range  of the grid that the tally counts over
/// \throws InputError on all ranks, where all stars are foreground
[[nodiscard]] SecondCatalogue join_catalogues(const Communicator& comm, InfraredInput& first,
                                              InfraredInput&& second, const TwoCatalogues& two,
                                              const MagnitudeRange& range);

} // namespace counterpoint

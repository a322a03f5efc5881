#pragma once

#include "counterpoint/search/candidate.hpp"
#include "counterpoint/sources/infrared_tally.hpp"
#include "counterpoint/sources/magnitude_bins.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// Counts of X-ray sources by their brightest match: what f(K) is made of.
struct BrightestMatchCounts {
  explicit BrightestMatchCounts(const MagnitudeBins& bins)
      : considered(bins.grid().size() + 1), notebook(bins.grid().size() + 1) {}

  /// By MagnitudeBins::first_point_not_brighter() of the brightest measured match; the last
  /// element: no match bright enough. Of the sources considered.
  std::vector<std::int64_t> considered;
  /// The same with a missing magnitude as 0, of all matched sources.
  std::vector<std::int64_t> notebook;
  std::int64_t with_missing = 0; ///< sources considered with a match without magnitude
  std::int64_t n_matched = 0;    ///< X-ray sources with a match

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(considered);
    over_ranks.sum(notebook);
    over_ranks.sum(with_missing);
    over_ranks.sum(n_matched);
  }
  bool operator==(const BrightestMatchCounts&) const = default;

  /// Counts one X-ray source by its candidates (at least one).
  void add(const MagnitudeBins& bins, std::span<const Candidate> candidates, bool is_considered);
};

/// The cumulative magnitude terms of [M09] as restated in the notebook, section 5.1: f(K), the
/// fraction of X-ray sources with a match brighter than or equal to K, and rho(K), the surface
/// density of infrared sources brighter than or equal to K in arcsec^-2; at the points of the grid.
struct CumulativeModel {
  std::vector<double> f;
  std::vector<double> rho;
  double f_missing = 0.0; ///< the class of missing magnitudes, with `rho_missing`
  double rho_missing = 0.0;

  /// 1 - f_lim, the weight of "none of them".
  [[nodiscard]] double none() const { return 1.0 - f.back(); }
};

/// As the section is written: f over the X-ray sources considered, the area that is occupied,
/// missing magnitudes apart.
[[nodiscard]] CumulativeModel mauerhan_model(const BrightestMatchCounts& counts,
                                             std::int64_t n_considered, const InfraredTally& tally,
                                             double occupied_area_arcsec2);

/// As the notebook's code does it: missing magnitudes are 0, f over matched sources only, the area
/// of the bounding box; where that is not known, the one that is occupied.
[[nodiscard]] CumulativeModel notebook_model(const BrightestMatchCounts& counts,
                                             const InfraredTally& tally,
                                             double occupied_area_arcsec2);

} // namespace counterpoint

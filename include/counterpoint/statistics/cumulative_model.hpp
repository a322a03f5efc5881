#pragma once

#include "counterpoint/search/neighbourhoods.hpp"
#include "counterpoint/sources/infrared_tally.hpp"
#include "counterpoint/sources/magnitude_bins.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// Counts of X-ray sources by their brightest match: what f(K) is made of. Add them over ranks.
struct BrightestMatchCounts {
  explicit BrightestMatchCounts(const MagnitudeBins& bins)
      : considered(bins.grid().size() + 1), notebook(bins.grid().size() + 1) {}

  /// By MagnitudeBins::first_point_not_brighter() of the brightest measured match; the last
  /// element: no match bright enough. Of sources in the footprint.
  std::vector<std::int64_t> considered;
  /// The same with a missing magnitude as 0, of all matched sources.
  std::vector<std::int64_t> notebook;
  std::int64_t with_missing = 0; ///< sources in the footprint with a match without magnitude
  std::int64_t n_matched = 0;    ///< X-ray sources with a match

  /// Counts one X-ray source by its pairs (at least one).
  void add(const MagnitudeBins& bins, std::span<const Pair> pairs, bool in_footprint);
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
/// of the bounding box.
[[nodiscard]] CumulativeModel notebook_model(const BrightestMatchCounts& counts,
                                             const InfraredTally& tally);

} // namespace counterpoint

#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/search/search.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "counterpoint/sources/xray_catalogue.hpp"
#include "match/terms_of_sources.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// What is seen of the stars round the X-ray sources of a part of the sky.
struct PartOfSky {
  std::int64_t n_sources = 0;               ///< considered X-ray sources
  std::vector<std::int64_t> stars_by_class; ///< by MagnitudeClasses, counted once for each source
  SkyPosition center;
};

/// Is the infrared catalogue equally deep everywhere? The faint end is the Ks than which 95 % of
/// the stars are brighter.
struct DepthCheck {
  double usual_ks = 0.0; ///< faint end of all parts together
  /// Of the parts whose faint end is another: by more than 0.5 mag, with a number of stars fainter
  /// than three quarters of all that differs by six standard deviations. NaN without any.
  double shallowest_ks = 0.0;
  double deepest_ks = 0.0;
  std::int64_t n_sources = 0; ///< of all parts
  std::int64_t n_other = 0;   ///< of those
  /// X-ray sources of the parts where stars without Ks are another part of all, if these are listed
  /// in some parts only: there are more of them there beside the others. 0 where Ks is missing of
  /// stars that are listed everywhere.
  std::int64_t n_other_missing = 0;
  double least_missing = 0.0; ///< part of the stars without Ks, of the parts that differ
  double most_missing = 0.0;

  /// Does the faint end, in a twentieth of the X-ray sources or more?
  [[nodiscard]] bool varies() const;
  /// Do the stars without Ks tell places apart, in a twentieth of the X-ray sources or more?
  [[nodiscard]] bool lacks_stars_without_ks() const;
  [[nodiscard]] bool tells_places_apart() const { return varies() || lacks_stars_without_ks(); }
};

/// Local.
[[nodiscard]] DepthCheck check_depth(std::span<const PartOfSky> parts);

/// Local. The same, of parts that are alike and lie together, where none of them by itself tells.
[[nodiscard]] DepthCheck check_depth_together(std::span<const PartOfSky> parts);

/// Parts of the sky that are cells of a grid, in the order of the X-ray sources.
struct CellsOfSky {
  int level; ///< of the grid
  std::vector<SkyCell> cells;
  std::vector<PartOfSky> parts; ///< of each cell
};

/// Collective. The considered X-ray sources with the stars within reach of them, in cells so small
/// that they tell only together: 1024 of 20 arcsec or more at most.
/// \param terms  by xray_id
[[nodiscard]] CellsOfSky cells_of_sky(const Communicator& comm, const SearchResult& found,
                                      const XrayCatalogue& xray, const TermsOfSources& terms);

/// Local. The same in cells that hold enough stars to tell alone: 64 of 2.6 arcmin or more at most.
[[nodiscard]] CellsOfSky large_cells_of(CellsOfSky small);

} // namespace counterpoint

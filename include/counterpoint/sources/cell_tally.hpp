#pragma once

#include "counterpoint/sky/cell_counts.hpp"
#include "counterpoint/sky/sky_grid.hpp"

#include <cstdint>
#include <span>

namespace counterpoint {

/// How much of a cell beside a gap is covered, in the mean: half where the edge of a field runs
/// through; all of it where rows are known in whole cells only, near the X-ray sources.
enum class CellsAtGap : std::uint8_t { covered_by_half, covered };

/// Counts of rows per sky cell, taken while a catalogue streams by. Starts on the finest grid and
/// coarsens by itself when more pages are used than memory is meant for, so that a few fields are
/// seen sharply and a whole sky still fits.
class CellTally {
public:
  static constexpr int finest_level = 17;          ///< 4.9 arcsec
  static constexpr std::size_t most_pages = 16384; ///< 16 MiB of counters

  CellTally();

  void add(const SkyPosition& position);
  /// Several rows: much faster than one by one, for their counters are fetched at once.
  void add(std::span<const GridPlace> places);
  /// Takes back a row that was added.
  void take_back(const SkyPosition& position) { counts_.add(grid_.cell(position), -1); }
  /// Adds the counts of a page of cells of this tally's level.
  void add(const CellCounts::Page& page) { counts_.add(page); }
  /// The same of a part of them, as take_pages() gives them.
  template <class PageOfPart>
  void add(const SkyCell& corner, const PageOfPart& part) {
    counts_.add(corner, part);
  }

  /// The same counts once more.
  [[nodiscard]] CellTally copied() const;

  /// All counts, page by page; none are left. The level stays.
  [[nodiscard]] auto take_pages() { return counts_.take_pages(); }

  /// Merges the cells into those of the level that is one coarser.
  void coarsen();

  [[nodiscard]] const SkyGrid& grid() const { return grid_; }
  [[nodiscard]] const CellCounts& counts() const { return counts_; }

private:
  SkyGrid grid_;
  CellCounts counts_;
};

} // namespace counterpoint

#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/sky/disc.hpp"
#include "counterpoint/sources/cell_tally.hpp"

#include <functional>
#include <span>
#include <vector>

namespace counterpoint {

/// The part of the sky that the infrared catalogue covers: the cells in which cleaned rows lie, at
/// the finest resolution that the rows support. The same on every rank, whatever the ranks' shares.
class Footprint {
public:
  /// A covered cell holds at least this many rows on average, so that a covered cell is empty by
  /// chance with a probability of e^-8.
  static constexpr double rows_per_cell = 8.0;

  /// Rows nearer than this make up relative_density() wherever they are dense enough.
  static constexpr Angle usual_reach = Angle::from_arcsec(60.0);

  /// Collective. Merges the tallies of all ranks.
  Footprint(const Communicator& comm, CellTally&& tally,
            CellsAtGap at_gap = CellsAtGap::covered_by_half);

  /// Local. A footprint as it was, from its counts() and grid(), and its filling().
  Footprint(CellTally&& merged, double filling, CellsAtGap at_gap = CellsAtGap::covered_by_half);

  [[nodiscard]] double area_arcsec2() const { return area_arcsec2_; }
  [[nodiscard]] std::int64_t n_cells() const { return n_cells_; }
  [[nodiscard]] Angle resolution() const { return merged_.grid().cell_height(); }
  [[nodiscard]] std::int64_t n_rows() const { return n_rows_; }
  [[nodiscard]] bool contains(const SkyPosition& position) const {
    return merged_.counts().get(merged_.grid().cell(position)) > 0;
  }
  /// The same where a place lists `listed` times the usual number of rows: is there a row so near
  /// that none would be there by chance with a probability of e^-8?
  [[nodiscard]] bool contains(const SkyPosition& position, double listed) const;
  /// Do the rows fill it? Cells two levels finer in which rows lie, over those in which as many
  /// rows would lie if they were spread evenly: about 1; far less where rows lie in clumps (a list
  /// cut to the error circles of the X-ray sources) or are listed more than once. 1 where the grid
  /// has no such level.
  [[nodiscard]] double filling() const { return filling_; }
  [[nodiscard]] CellsAtGap cells_at_gap() const { return at_gap_; }
  /// Surface density of rows in an annulus round `position` over the mean of the whole footprint,
  /// drawn toward 1 where few rows are to be expected: (n + k) / (expected + k), the mean of a
  /// gamma-Poisson posterior. Cells count whole, by their centres; those beside a gap, of which a
  /// part is not covered, are left out where others are enough, or else count by
  /// half (CellsAtGap), and 1 is density_within() there. The annulus is widened to hold a useful
  /// number of rows, and cells.
  [[nodiscard]] double relative_density(const SkyPosition& position) const;
  /// The rows that are listed at a place over those at a usual one, if as many stars are there.
  using DepthAt = std::function<double(const SkyPosition&)>;
  /// The same if all places were equally deep: the rows of the annulus over what its places let
  /// expect. Where these are so few that covered cells are empty by chance, that is allowed for.
  [[nodiscard]] double relative_density(const SkyPosition& position,
                                        const DepthAt& listed_at) const;

  /// May an edge of the footprint run through a circle? Its cells are covered, some in part only:
  /// those beside an empty one. Where `density`, over the mean, lets expect fewer than four rows in
  /// a cell, cells are empty by chance, and that is not asked.
  [[nodiscard]] bool is_at_edge(const SkyPosition& position, Angle radius, double density) const;

  /// Density of rows where cells are covered whole, over the mean, which is that of cells of which
  /// those beside a gap are not (CellsAtGap). From some of the cells.
  [[nodiscard]] double density_within() const { return density_within_; }

  /// The part of a disc that is covered, by the cells whose centres lie in it: 0 to 1.
  [[nodiscard]] double covered_fraction(const SkyDisc& disc) const;

  /// Rows per cell of grid().
  [[nodiscard]] const CellCounts& counts() const { return merged_.counts(); }
  [[nodiscard]] const SkyGrid& grid() const { return merged_.grid(); }

private:
  // visit(rows, rows at the mean density, cell) for the covered cells of relative_density().
  // Returns what that is expected to be.
  template <class Visit>
  double visit_surroundings(const SkyPosition& position, Visit&& visit) const;
  [[nodiscard]] double find_density_within() const;
  // The rows of each cell of the runs, one run after another.
  [[nodiscard]] std::vector<std::int32_t> counts_of(std::span<const CellRun> runs) const;

  [[nodiscard]] double part_covered_at_gap() const {
    return at_gap_ == CellsAtGap::covered ? 1.0 : 0.5;
  }

  CellTally merged_;
  CellsAtGap at_gap_;
  double area_arcsec2_ = 0.0;
  std::int64_t n_cells_ = 0;
  std::int64_t n_rows_ = 0;
  double filling_ = 1.0;
  double density_within_ = 1.0;
};

} // namespace counterpoint

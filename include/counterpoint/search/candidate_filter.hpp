#pragma once

#include "counterpoint/search/acceptance.hpp"
#include "counterpoint/sky/cell_set.hpp"
#include "counterpoint/sky/disc.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "counterpoint/sources/sources.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// Decides which infrared rows can become candidates, before the search finds those that do: what
/// the tables show of a star, carried columns above all, is kept for these rows only. Unlike the
/// prefilter it compares distances, for in a crowded field nearly every cell is near some source.
class CandidateFilter {
public:
  /// \param largest_infrared_error  as quoted: no row that is asked about has a larger one
  /// \param largest_displacement  of the X-ray sources before they are searched round
  CandidateFilter(std::span<const XraySource> xray, const Acceptance& acceptance,
                  Angle largest_infrared_error, Angle largest_displacement);

  /// Of each row 1, or 0 only if it cannot lie in the acceptance region of any kept X-ray source.
  /// \param may_be  as many
  void may_be_candidates(std::span<const InfraredSource> rows,
                         std::span<std::uint8_t> may_be) const;

  /// As CellSet::share().
  template <class Move>
  void share(Move&& move) {
    grid_ = SkyGrid{move(FixedArray{std::vector{grid_.level()}})[0]};
    cells_.share(move);
    sources_ = move(sources_);
    near_cell_ = move(near_cell_);
    lists_ = move(lists_);
  }

private:
  struct Source {
    SkyPosition position;
    Angle error; ///< as quoted; of an ellipse, the semi-major axis
    double cos_dec = 1.0;
  };

  // Marks in `near_cell_` a cell that several regions touch.
  static constexpr std::uint32_t several = std::uint32_t{1} << 31U;

  [[nodiscard]] bool is_in_reach(const Source& source, const InfraredSource& row) const;
  // Of a row in the cell that has this number.
  [[nodiscard]] bool is_near(std::size_t number, const InfraredSource& row) const;
  // Makes near_cell_ and lists_. \param regions  of sources_
  void fill_cells(const SkyDiscs& regions);

  Acceptance acceptance_;
  Angle slack_;
  SkyGrid grid_;
  CellSet cells_;              // that some region touches
  FixedArray<Source> sources_; // from south to north
  // By number of the cell: the source whose region touches it; of several, with the mark, where
  // their list begins in `lists_`: how many they are, and which.
  FixedArray<std::uint32_t> near_cell_;
  FixedArray<std::uint32_t> lists_;
};

} // namespace counterpoint

#pragma once

#include "counterpoint/core/exact_sum.hpp"
#include "counterpoint/sky/cell_set.hpp"
#include "counterpoint/sky/disc.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "counterpoint/sources/sources.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace counterpoint {

/// The discs round the X-ray sources that were kept. \param xray  as long as the discs are asked
/// for \param radius  of each source, kept or not
[[nodiscard]] SkyDiscs discs_round(std::span<const XraySource> xray, std::vector<Angle> radius);

/// Decides in a few nanoseconds whether an infrared row can play a part: a bitmap of the sky cells
/// that come within reach of a kept X-ray source, or of another place that is asked about.
class Prefilter {
public:
  /// \param discs  round each place, as far as an infrared row can be from it and yet matter; a
  ///   large one does not widen the others
  /// \param least_cell  cells are at least so large
  explicit Prefilter(const SkyDiscs& discs, Angle least_cell = {});

  /// Makes smaller cells for leave_out_beyond(), where those that there are are large beside the
  /// discs. \param discs  of the constructor
  void look_closer(const SkyDiscs& discs);
  /// Lets the smaller cells go.
  void look_no_closer() { closer_ = {}; }

  /// False only if `position` is in none of the discs.
  [[nodiscard]] bool may_matter(const SkyPosition& position) const {
    return near_.contains(grid_.cell(position));
  }

  /// The same of many positions by their places, much faster than one by one.
  /// \param may_matter  1 or 0 for each of them
  void may_matter(std::span<const GridPlace> places, std::vector<std::uint8_t>& may_matter) const;

  /// Of positions that may matter, those that smaller cells show to be in no disc get a 0. Returns
  /// their number; 0 without look_closer().
  std::int64_t leave_out_beyond(std::span<const GridPlace> places,
                                std::span<std::uint8_t> may_matter) const;

  /// Area that may matter, of the places for which `counts` is true, about: it is asked of one
  /// place in some 8 x 8 cells. \param share  of it that is looked at: the shares add up
  [[nodiscard]] ExactSum area_arcsec2(const CellSet::Share& share,
                                      const std::function<bool(const SkyPosition&)>& counts) const;

  /// As CellSet::share().
  template <class Move>
  void share(Move&& move) {
    for (SkyGrid* const grid : {&grid_, &closer_grid_})
      *grid = SkyGrid{move(FixedArray{std::vector{grid->level()}})[0]};
    near_.share(move);
    closer_.share(move);
  }

private:
  SkyGrid grid_;
  CellSet near_;
  SkyGrid closer_grid_ = grid_;
  CellSet closer_; // empty where nobody has looked closer
};

} // namespace counterpoint

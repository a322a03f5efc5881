#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/search/search.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "counterpoint/sources/magnitude_classes.hpp"
#include "counterpoint/sources/xray_catalogue.hpp"
#include "counterpoint/statistics/likelihood_ratio.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// The cells of the sky in which considered X-ray sources lie: as small as they may be.
class SourceCells {
public:
  /// Local. \param terms  by xray_id
  SourceCells(const XrayCatalogue& xray, std::span<const XrayTerms> terms, int finest_level,
              std::size_t most_cells);

  [[nodiscard]] const SkyGrid& grid() const { return grid_; }
  [[nodiscard]] const std::vector<SkyCell>& cells() const { return cells_; }
  /// The place of a source's cell among cells(), by xray_id; -1 for those not considered.
  [[nodiscard]] const std::vector<std::int64_t>& of_source() const { return of_source_; }

private:
  SkyGrid grid_;
  std::vector<SkyCell> cells_; // in the order of the sources
  std::vector<std::int64_t> of_source_;
};

/// Collective. The stars within reach of the sources of each cell, [cell][class], once for each of
/// these sources. \param n_left_out  of source i of the neighbourhoods: so many of the nearest
template <class NLeftOut>
[[nodiscard]] std::vector<std::int64_t>
count_stars(const Communicator& comm, const SearchResult& found, const SourceCells& cells,
            NLeftOut&& n_left_out) {
  std::vector<std::int64_t> stars(cells.cells().size() * MagnitudeClasses::n_classes);
  const Neighbourhoods& sky = found.sky.neighbourhoods;
  for (std::size_t i = 0; found.is_in_first_group && i < sky.size(); ++i) {
    const std::int64_t cell = cells.of_source()[static_cast<std::size_t>(sky.xray_ids[i])];
    if (cell < 0) continue;
    std::int64_t* const of_cell =
        stars.data() + static_cast<std::size_t>(cell) * MagnitudeClasses::n_classes;
    const KeptNeighbours neighbours = sky.kept(i);
    for (std::size_t k = n_left_out(i); k < neighbours.size(); ++k)
      ++of_cell[MagnitudeClasses::of(neighbours.ks(k))];
  }
  comm.sum(std::span{stars});
  return stars;
}

} // namespace counterpoint

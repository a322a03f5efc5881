#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/search/search.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "counterpoint/sources/magnitude_classes.hpp"
#include "counterpoint/sources/xray_catalogue.hpp"
#include "match/terms_of_sources.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace counterpoint {

/// The cells of the sky in which considered X-ray sources lie: as small as they may be.
class SourceCells {
public:
  /// Local. \param xray, terms  referred to
  SourceCells(const XrayCatalogue& xray, const TermsOfSources& terms, int finest_level,
              std::size_t most_cells);

  [[nodiscard]] const SkyGrid& grid() const { return grid_; }
  [[nodiscard]] const std::vector<SkyCell>& cells() const { return cells_; }
  /// The place of a source's cell among cells(); -1 for one not considered.
  [[nodiscard]] std::int64_t of_source(std::size_t xray_id) const;
  /// Considered sources in each cell.
  [[nodiscard]] const std::vector<std::int64_t>& n_sources() const { return n_sources_; }

private:
  const XrayCatalogue& xray_;
  const TermsOfSources& terms_;
  SkyGrid grid_;
  std::vector<SkyCell> cells_; // in the order of the sources
  std::vector<std::int64_t> n_sources_;
  std::map<SkyCell, std::int64_t> place_; // of each cell
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
    const std::int64_t cell = cells.of_source(static_cast<std::size_t>(sky.xray_ids[i]));
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

#include "match/source_cells.hpp"

namespace counterpoint {

SourceCells::SourceCells(const XrayCatalogue& xray, const TermsOfSources& terms, int finest_level,
                         std::size_t most_cells)
    : xray_{xray}, terms_{terms}, grid_{finest_level} {
  for (int level = finest_level;; --level) {
    grid_ = SkyGrid{level};
    cells_.clear();
    n_sources_.clear();
    place_.clear();
    for (std::size_t id = 0; id < terms.size() && (cells_.size() <= most_cells || level == 0);
         ++id) {
      if (!terms.own(id).is_considered) continue;
      const SkyCell cell = grid_.cell(*xray.sources[id].position);
      const auto [place, is_new] = place_.try_emplace(cell, std::ssize(cells_));
      if (is_new) {
        cells_.push_back(cell);
        n_sources_.push_back(0);
      }
      ++n_sources_[static_cast<std::size_t>(place->second)];
    }
    if (cells_.size() <= most_cells || level == 0) return;
  }
}

std::int64_t SourceCells::of_source(std::size_t xray_id) const {
  return terms_.own(xray_id).is_considered ? place_.at(grid_.cell(*xray_.sources[xray_id].position))
                                           : -1;
}

} // namespace counterpoint

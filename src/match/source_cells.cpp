#include "match/source_cells.hpp"

#include <map>

namespace counterpoint {

SourceCells::SourceCells(const XrayCatalogue& xray, std::span<const XrayTerms> terms,
                         int finest_level, std::size_t most_cells)
    : grid_{finest_level} {
  for (int level = finest_level;; --level) {
    grid_ = SkyGrid{level};
    cells_.clear();
    of_source_.assign(terms.size(), -1);
    std::map<SkyCell, std::int64_t> number;
    for (std::size_t id = 0; id < terms.size() && (number.size() <= most_cells || level == 0);
         ++id) {
      if (!terms[id].is_considered) continue;
      const SkyCell cell = grid_.cell(*xray.sources[id].position);
      const auto [place, is_new] = number.try_emplace(cell, std::ssize(number));
      if (is_new) cells_.push_back(cell);
      of_source_[id] = place->second;
    }
    if (cells_.size() <= most_cells || level == 0) return;
  }
}

} // namespace counterpoint

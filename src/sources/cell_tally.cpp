#include "counterpoint/sources/cell_tally.hpp"

#include <utility>

namespace counterpoint {

CellTally::CellTally() : grid_{finest_level} {}

void CellTally::coarsen() {
  SkyGrid coarser{grid_.level() - 1};
  SparseCells<std::int32_t> merged;
  counts_.for_each([&](const SkyCell& cell, std::int32_t count) {
    merged.at(grid_.parent(cell, coarser)) += count;
  });
  grid_ = std::move(coarser);
  counts_ = std::move(merged);
}

} // namespace counterpoint

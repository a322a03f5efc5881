#include "search/cell_rows.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "counterpoint/sky/sparse_cells.hpp"

#include <cstdint>
#include <limits>
#include <utility>

namespace counterpoint {

namespace {

// Cells that have rows, in the order in which rows came upon them.
class CellCounts {
public:
  explicit CellCounts(const SkyGrid& grid) : grid_{grid} {}

  // Counts a row; returns the number of its cell.
  std::uint32_t add(const SkyPosition& position) {
    std::uint32_t& number = numbers_.at(grid_.cell(position)); // counted from 1
    if (number == 0) {
      counts_.push_back(0);
      number = static_cast<std::uint32_t>(counts_.size());
    }
    ++counts_.data()[number - 1];
    return number - 1;
  }

  // Lays the cells out, neighbours close together. Returns, by number, where the rows of each
  // begin.
  std::vector<std::size_t> lay_out(CellRows& ordered) const {
    std::vector<std::size_t> begin(counts_.size());
    std::size_t n_rows = 0;
    numbers_.for_each([&](const SkyCell& cell, std::uint32_t number) {
      begin[number - 1] = n_rows;
      ordered.first.push_back(n_rows);
      ordered.centers.push_back(unit_vector(grid_.center(cell)));
      n_rows += counts_[number - 1];
    });
    ordered.first.push_back(n_rows);
    return begin;
  }

private:
  // Small pages: where X-ray sources are far from each other, so are the cells.
  SparseCells<std::uint32_t, 8> numbers_;
  const SkyGrid& grid_;
  std::vector<std::uint32_t> counts_;
};

void resize(InfraredRows::Part& ordered, const InfraredRows& rows) {
  ordered.rows.resize(rows.size());
  ordered.own.resize(rows.has_own_values() ? rows.size() : 0);
  ordered.features.resize(rows.has_features() ? rows.size() : 0);
}

CellRows scatter(InfraredRows&& rows, Angle cell_size) {
  const SkyGrid grid = SkyGrid::with_cells_of_at_least(cell_size);
  CellCounts counts{grid};
  LargeVector<std::uint32_t> cell_of_row;
  cell_of_row.reserve(rows.size());
  for (const InfraredRows::Part& part : rows.parts()) {
    for (const InfraredRow& row : part.rows)
      cell_of_row.push_back(counts.add(row.position));
  }

  CellRows ordered;
  ordered.common_errors = rows.common_errors();
  ordered.cell_radius = grid.cell_height(); // no corner of a cell is farther
  std::vector<std::size_t> next = counts.lay_out(ordered);
  resize(ordered.rows, rows);
  while (!rows.empty()) {
    const InfraredRows::Part part = rows.take_part(); // the last
    const std::uint32_t* const cells = cell_of_row.data() + rows.size();
    for (std::size_t i = 0; i < part.rows.size(); ++i) {
      const std::size_t place = next.data()[cells[i]]++;
      ordered.rows.rows.data()[place] = part.rows.data()[i];
      if (!part.own.empty()) ordered.rows.own[place] = part.own[i];
      if (!part.features.empty()) ordered.rows.features[place] = part.features[i];
    }
  }
  return ordered;
}

} // namespace

CellRows by_cell(InfraredRows&& rows, Angle cell_size) {
  check(rows.size() <= std::numeric_limits<std::uint32_t>::max(),
        "a tile has more infrared rows than 32 bits count: more tiles are needed");
  // Points are found when the parts of the rows are let go, and in order: among writes to places
  // anywhere, they take three times as long.
  CellRows ordered = scatter(std::move(rows), cell_size);
  const LargeVector<InfraredRow>& all = ordered.rows.rows;
  ordered.points.resize(all.size());
  for (std::size_t i = 0; i < all.size(); ++i)
    ordered.points.set(i, unit_vector(all.data()[i].position));
  return ordered;
}

} // namespace counterpoint

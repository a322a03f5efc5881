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
    ordered.first.clear();
    ordered.centers.clear();
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

// For `n` values, whatever they were.
template <class T>
void make_room(LargeVector<T>& values, std::size_t n) {
  if (n > values.capacity()) {
    values = {};                // first: not both at once
    values.reserve(n + n / 16); // the next tile is as large, or nearly so
  }
  values.resize(n);
}

void make_room(CellRows& ordered, const InfraredRows& rows) {
  make_room(ordered.rows.rows, rows.size());
  make_room(ordered.rows.own, rows.has_own_values() ? rows.size() : 0);
  make_room(ordered.rows.features, rows.has_features() ? rows.size() : 0);
}

// Of each row the cell; and how many rows each cell has.
CellCounts count(const InfraredRows& rows, const SkyGrid& grid, CellRows& ordered) {
  CellCounts counts{grid};
  make_room(ordered.cell_of_row, rows.size());
  std::uint32_t* cell_of_row = ordered.cell_of_row.data();
  for (const InfraredRows::Part& part : rows.parts()) {
    for (const InfraredRow& row : part.rows)
      *cell_of_row++ = counts.add(row.position);
  }
  return counts;
}

void scatter(InfraredRows&& rows, Angle cell_size, CellRows& ordered) {
  const SkyGrid grid = SkyGrid::with_cells_of_at_least(cell_size);
  const CellCounts counts = count(rows, grid, ordered);
  ordered.common_errors = rows.common_errors();
  ordered.cell_radius = grid.cell_height(); // no corner of a cell is farther
  std::vector<std::size_t> next = counts.lay_out(ordered);
  make_room(ordered, rows);
  while (!rows.empty()) {
    const InfraredRows::Part part = rows.take_part(); // the last
    const std::uint32_t* const cells = ordered.cell_of_row.data() + rows.size();
    for (std::size_t i = 0; i < part.rows.size(); ++i) {
      const std::size_t place = next.data()[cells[i]]++;
      ordered.rows.rows.data()[place] = part.rows.data()[i];
      if (!part.own.empty()) ordered.rows.own[place] = part.own[i];
      if (!part.features.empty()) ordered.rows.features[place] = part.features[i];
    }
  }
}

} // namespace

CellRows by_cell(InfraredRows&& rows, Angle cell_size, CellRows&& room) {
  check(rows.size() <= std::numeric_limits<std::uint32_t>::max(),
        "a tile has more infrared rows than 32 bits count: more tiles are needed");
  // Points are found when the parts of the rows are let go, and in order: among writes to places
  // anywhere, they take three times as long.
  CellRows ordered = std::move(room);
  scatter(std::move(rows), cell_size, ordered);
  const LargeVector<InfraredRow>& all = ordered.rows.rows;
  for (LargeVector<double>* const column :
       {&ordered.points.x, &ordered.points.y, &ordered.points.z})
    make_room(*column, all.size());
  for (std::size_t i = 0; i < all.size(); ++i)
    ordered.points.set(i, unit_vector(all.data()[i].position));
  return ordered;
}

} // namespace counterpoint

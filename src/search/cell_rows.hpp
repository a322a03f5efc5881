#pragma once

#include "counterpoint/sources/infrared_rows.hpp"
#include "search/point_lanes.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace counterpoint {

/// The rows of a tile, those of each cell of the sky together: what lies close on the sky then does
/// in memory, and an index of the cells finds the rows.
struct CellRows {
  InfraredRows::Part rows; ///< cell by cell
  InfraredErrors common_errors;
  PointColumns points;                    ///< of each row, its unit vector
  std::vector<std::size_t> first;         ///< of each cell, its first row; and the number of rows
  std::vector<UnitVector> centers;        ///< of each cell that has rows
  Angle cell_radius;                      ///< no row is farther from the centre of its cell
  LargeVector<std::uint32_t> cell_of_row; ///< as the rows were given

  [[nodiscard]] const InfraredErrors& errors(std::size_t row) const {
    return rows.own.empty() ? common_errors : rows.own.data()[row].errors;
  }
  [[nodiscard]] double ks(std::size_t row) const {
    return rows.own.empty() ? rows.rows.data()[row].star.ks() : rows.own.data()[row].ks;
  }
  [[nodiscard]] FeatureCodes features(std::size_t row) const {
    return rows.features.empty() ? FeatureCodes{} : rows.features.data()[row];
  }
};

/// Local. \param cell_size  the least height of a cell
/// \param room  of an earlier tile: memory that is touched already costs nothing once more
[[nodiscard]] CellRows by_cell(InfraredRows&& rows, Angle cell_size, CellRows&& room = {});

} // namespace counterpoint

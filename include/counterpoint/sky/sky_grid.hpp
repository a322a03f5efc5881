#pragma once

#include "counterpoint/core/angle.hpp"
#include "counterpoint/sky/position.hpp"
#include "counterpoint/sky/position_columns.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// A cell of a SkyGrid: declination strip, counted from the south pole, and column, counted from
/// right ascension 0.
struct SkyCell {
  std::uint32_t strip = 0;
  std::uint32_t column = 0;
  auto operator<=>(const SkyCell&) const = default;
};

/// Neighbouring cells of one strip, of ascending column.
struct CellRun {
  std::uint32_t strip = 0;
  std::uint32_t first_column = 0;
  std::uint32_t last_column = 0; ///< of the run, too
};

/// A position to the precision of the finest grid, from which its cells of all grids follow without
/// arithmetic of doubles: declination from the south pole in units of 180 / 2^19 deg, right
/// ascension in units of 360 / 2^20 deg.
struct GridPlace {
  std::uint32_t row = 0;
  std::uint32_t column = 0;
};

/// The places of many positions. \param places  as many
void find_grid_places(const PositionColumns& positions, std::span<GridPlace> places);

/// The sky cut into 2^level declination strips of equal height, each cut into a power of two of
/// equal columns, so that a cell is between half as wide as high and as wide as high. Cells of one
/// level nest in those of the level below; their areas are exact; finding a cell costs no
/// trigonometry.
class SkyGrid {
public:
  static constexpr int finest_level = 19;            ///< 1.2 arcsec
  static constexpr unsigned finest_column_bits = 20; ///< at most 2^20 columns

  /// \param level  0 (two cells) to finest_level
  explicit SkyGrid(int level);

  /// The finest grid whose cells are at least `size` high (level 0 at the least).
  [[nodiscard]] static SkyGrid with_cells_of_at_least(Angle size);

  [[nodiscard]] int level() const { return level_; }
  [[nodiscard]] Angle cell_height() const { return Angle::from_degrees(180.0 / n_strips_); }

  /// In right ascension, not on the sky.
  [[nodiscard]] Angle cell_width(const SkyCell& cell) const {
    return Angle::from_degrees(1.0 / columns_per_degree(cell.strip));
  }

  [[nodiscard]] SkyCell cell(const SkyPosition& position) const {
    const double row = (position.dec().degrees() + 90.0) * strips_per_degree_;
    const auto strip = static_cast<std::uint32_t>(row);
    const std::uint32_t inside = strip < n_strips_ ? strip : n_strips_ - 1; // the north pole itself
    const double column = position.ra().degrees() * columns_per_degree(inside);
    return {inside, static_cast<std::uint32_t>(column)};
  }

  /// The cell of the position that has this place.
  [[nodiscard]] SkyCell cell(const GridPlace& place) const {
    const std::uint32_t strip = place.row >> static_cast<unsigned>(finest_level - level_);
    return {strip, place.column >> (finest_column_bits - column_bits_[strip])};
  }

  /// The place of its corner of least declination and right ascension.
  [[nodiscard]] GridPlace place(const SkyCell& cell) const {
    return {cell.strip << static_cast<unsigned>(finest_level - level_),
            cell.column << (finest_column_bits - column_bits_[cell.strip])};
  }

  [[nodiscard]] SkyPosition center(const SkyCell& cell) const;
  /// The right ascension of it.
  [[nodiscard]] Angle center_ra(const SkyCell& cell) const {
    return Angle::from_degrees((cell.column + 0.5) / columns_per_degree(cell.strip));
  }

  /// Solid angle of a cell, in square arcsec.
  [[nodiscard]] double area_arcsec2(const SkyCell& cell) const;

  /// The cell of the next coarser level that holds `cell`; `coarser` must be that level's grid.
  [[nodiscard]] SkyCell parent(const SkyCell& cell, const SkyGrid& coarser) const;

  /// All cells that a disc touches, and hardly one that it does not: from south to north, a run a
  /// strip; two where right ascension 0 is in the midst, the one before it first.
  [[nodiscard]] std::vector<CellRun> runs_touching(const SkyPosition& center, Angle radius) const;

  /// The cells that touch `cell`, be it at a corner, from south to north; none across a pole.
  [[nodiscard]] std::vector<SkyCell> neighbours(const SkyCell& cell) const;

  /// The cells of runs_touching().
  [[nodiscard]] std::vector<SkyCell> cells_touching(const SkyPosition& center, Angle radius) const;

private:
  [[nodiscard]] std::uint32_t n_columns(std::uint32_t strip) const {
    return std::uint32_t{1} << column_bits_[strip];
  }
  [[nodiscard]] double columns_per_degree(std::uint32_t strip) const {
    return powers_per_degree[column_bits_[strip]];
  }
  [[nodiscard]] std::uint32_t strip_at(double dec_deg) const;

  int level_;
  std::uint32_t n_strips_;
  double strips_per_degree_;
  // Of each strip, the number of columns as a power of two: a byte, so that finding a cell hardly
  // ever waits for memory.
  std::vector<std::uint8_t> column_bits_;

  static constexpr std::array<double, finest_level + 3> powers_per_degree = [] {
    std::array<double, finest_level + 3> powers{};
    for (std::size_t bits = 0; bits < powers.size(); ++bits)
      powers[bits] = static_cast<double>(std::uint32_t{1} << bits) / 360.0;
    return powers;
  }();
};

} // namespace counterpoint

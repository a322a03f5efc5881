#pragma once

#include "counterpoint/core/columns.hpp"
#include "counterpoint/sky/position_columns.hpp"
#include "counterpoint/sky/sky_grid.hpp"
#include "counterpoint/sources/cleaning.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// Rows of a block that have something in common, column by column. Its memory is used again for
/// the next block.
class SelectedRows {
public:
  /// Takes the rows whose reason is one that `is_wanted`.
  void select(std::span<const InfraredReason> reasons, bool (*is_wanted)(InfraredReason));
  /// Leaves only the first `n`, in a block's order, of rows that have been moved to the front.
  void shorten(std::size_t n) { size_ = n; }

  [[nodiscard]] std::size_t size() const { return size_; }
  /// Their places in the block.
  [[nodiscard]] std::span<std::uint32_t> rows() { return std::span{rows_}.first(size_); }
  [[nodiscard]] std::span<const std::uint32_t> rows() const {
    return std::span{rows_}.first(size_);
  }

  /// Takes their positions of the block's columns, and brings right ascensions into [0, 360) deg.
  /// Returns how far they stretch in the file's coordinates.
  struct Box {
    Extent ra_deg;
    Extent dec_deg;
  };
  Box take_positions(std::span<const double> ra_deg, std::span<const double> dec_deg);
  /// Gives the k-th a position of its own.
  void set_position(std::size_t k, const SkyPosition& position) {
    ra_deg_[k] = position.ra().degrees();
    dec_deg_[k] = position.dec().degrees();
  }
  [[nodiscard]] PositionColumns positions() const {
    return {std::span{ra_deg_}.first(size_), std::span{dec_deg_}.first(size_)};
  }
  [[nodiscard]] SkyPosition position(std::size_t k) const {
    return {Angle::from_degrees(ra_deg_.data()[k]), Angle::from_degrees(dec_deg_.data()[k])};
  }
  /// Where the positions are on the finest grid of the sky.
  [[nodiscard]] std::span<const GridPlace> find_places();

private:
  std::size_t size_ = 0;
  std::vector<std::uint32_t> rows_;
  std::vector<double> ra_deg_;
  std::vector<double> dec_deg_;
  std::vector<GridPlace> places_;
};

} // namespace counterpoint

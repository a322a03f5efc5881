#pragma once

#include "counterpoint/sky/sky_grid.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace counterpoint {

/// A set of cells of a SkyGrid, a bit each for the parts of the sky that are used: a tree whose
/// nodes are maps of 8 x 8 bits. A bit of a leaf is a cell; a bit of an inner node says that there
/// is a node below it, and the number of bits before it says which. Few bytes a cell wherever the
/// cells lie, and an answer in a few nanoseconds.
class CellSet {
public:
  class Builder;

  CellSet() = default; ///< of no cells

  [[nodiscard]] bool contains(const SkyCell& cell) const {
    const Node* const leaf = leaf_of(cell);
    return leaf != nullptr && (leaf->bits & bit_of(cell, 0)) != 0;
  }

  /// The same of many cells, much faster than one by one: the memory of several is waited for at
  /// once. \param is_in  1 where the set holds the cell, else 0; as many as there are cells
  void contains(std::span<const SkyCell> cells, std::span<std::uint8_t> is_in) const;

  /// Number of a cell among those of the set, from 0 and in an order of the set's own; -1 where the
  /// set does not hold it.
  [[nodiscard]] std::int64_t number(const SkyCell& cell) const {
    const Node* const leaf = leaf_of(cell);
    return leaf == nullptr ? -1 : child(*leaf, bit_of(cell, 0));
  }

  [[nodiscard]] std::int64_t size() const { return n_cells_; }

  /// visit(cells) for each part of 8 x 8 cells, in no particular order: the cells of the set in it.
  void for_each_part(const std::function<void(std::span<const SkyCell>)>& visit) const;

private:
  static constexpr unsigned side_bits = 3;
  static constexpr unsigned n_depths = 3; // leaves, and two above them
  static constexpr unsigned root_bits = side_bits * n_depths;

  struct Node {
    std::uint64_t bits = 0;
    std::uint32_t first = 0; // number of what its lowest bit stands for
  };

  // The place of a cell in its node `depth` above the leaves, from 0 to 63.
  static std::uint32_t place_in_node(const SkyCell& cell, unsigned depth) {
    constexpr std::uint32_t mask = (1U << side_bits) - 1;
    const unsigned shift = side_bits * depth;
    return (((cell.strip >> shift) & mask) << side_bits) | ((cell.column >> shift) & mask);
  }
  static std::uint64_t bit_of(const SkyCell& cell, unsigned depth) {
    return std::uint64_t{1} << place_in_node(cell, depth);
  }

  // Number of what `bit` of `node` stands for; -1 where it is not set.
  static std::int64_t child(const Node& node, std::uint64_t bit) {
    if ((node.bits & bit) == 0) return -1;
    return std::int64_t{node.first} + std::popcount(node.bits & (bit - 1));
  }

  // Place of the cell's node in the table of the last depth; -1 beyond it.
  [[nodiscard]] std::int64_t top_of(const SkyCell& cell) const {
    const std::uint32_t row = (cell.strip >> root_bits) - first_row_;
    const std::uint32_t column = (cell.column >> root_bits) - first_column_;
    if (row >= n_rows_ || column >= n_columns_) return -1;
    return static_cast<std::int64_t>(row) * n_columns_ + column;
  }

  [[nodiscard]] const Node* leaf_of(const SkyCell& cell) const {
    const std::int64_t top = top_of(cell);
    if (top < 0) return nullptr;
    const std::int64_t middle = child(nodes_[2][static_cast<std::size_t>(top)], bit_of(cell, 2));
    if (middle < 0) return nullptr;
    const std::int64_t leaf = child(nodes_[1][static_cast<std::size_t>(middle)], bit_of(cell, 1));
    return leaf < 0 ? nullptr : &nodes_[0][static_cast<std::size_t>(leaf)];
  }

  // By depth. The nodes of the last are a table of the part of the sky from first_row_ and
  // first_column_ on.
  std::array<std::vector<Node>, n_depths> nodes_;
  std::uint32_t first_row_ = 0;
  std::uint32_t n_rows_ = 0;
  std::uint32_t first_column_ = 0;
  std::uint32_t n_columns_ = 0;
  std::int64_t n_cells_ = 0;
};

/// Gathers the cells of a set.
class CellSet::Builder {
public:
  /// Cells may be given again.
  void add(std::span<const CellRun> runs);
  [[nodiscard]] CellSet build() &&;

private:
  // Cells of one leaf: its place, so that parts of one node follow each other, and its bits.
  struct Leaf {
    std::uint64_t place = 0;
    std::uint64_t bits = 0;
  };
  // Sorts the leaves from `begin` on and leaves each of them once.
  void merge_from(std::size_t begin);

  std::vector<Leaf> leaves_;
};

} // namespace counterpoint

#pragma once

#include "counterpoint/core/fixed_array.hpp"
#include "counterpoint/sky/disc.hpp"
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
  /// Whether the cells are to have numbers: 4 bytes more for each 8 x 8 cells.
  enum class Cells { numbered, not_numbered };

  CellSet() = default; ///< of no cells
  /// The cells that discs touch. Needs little more memory than the set itself.
  CellSet(const SkyGrid& grid, const SkyDiscs& discs, Cells cells);

  [[nodiscard]] bool contains(const SkyCell& cell) const {
    return size() > 0 && (leaves_[leaf_of(cell)] & bit_of(cell, 0)) != 0;
  }

  /// The same of many cells, much faster than one by one: the memory of several is waited for at
  /// once. \param is_in  1 where the set holds the cell, else 0; as many as there are cells
  void contains(std::span<const SkyCell> cells, std::span<std::uint8_t> is_in) const;

  /// Number of a cell among those of the set, from 0 and in an order of the set's own; -1 where the
  /// set does not hold it. Only where the cells are numbered.
  [[nodiscard]] std::int64_t number(const SkyCell& cell) const {
    if (size() == 0) return -1;
    const std::size_t leaf = leaf_of(cell);
    return number_in(leaves_[leaf], first_of_leaf_[leaf], bit_of(cell, 0));
  }

  /// The same of many cells, much faster than one by one. \param numbers  as many
  void find_numbers(std::span<const SkyCell> cells, std::span<std::int64_t> numbers) const;

  [[nodiscard]] std::int64_t size() const { return extent_.n_cells; }

  /// Parts are visited band by band, from south to north.
  static constexpr std::uint32_t strips_of_band = 512;
  /// One of several shares of a set, about equally large.
  struct Share {
    int number = 0;
    int of = 1;
  };
  /// visit(cells) for each part of 8 x 8 cells: the cells of the set in it.
  void for_each_part(const Share& share,
                     const std::function<void(std::span<const SkyCell>)>& visit) const;

  /// Replaces each array by move(array): to put the set where several processes see it.
  template <class Move>
  void share(Move&& move) {
    tops_ = move(tops_);
    middles_ = move(middles_);
    leaves_ = move(leaves_);
    first_of_leaf_ = move(first_of_leaf_);
    extent_ = move(FixedArray{std::vector{extent_}})[0];
  }

private:
  static constexpr unsigned side_bits = 3;
  static constexpr unsigned n_depths = 3; // leaves, and two above them
  static constexpr unsigned root_bits = side_bits * n_depths;

  // An inner node, in 12 bytes.
  struct Node {
    std::array<std::uint32_t, 2> halves{}; // of the bits, the lower one first
    std::uint32_t first = 0;               // number of the node that its lowest bit stands for

    [[nodiscard]] std::uint64_t bits() const {
      return (std::uint64_t{halves[1]} << 32U) | halves[0];
    }
    void set(std::uint64_t place) { halves[place / 32] |= std::uint32_t{1} << (place % 32); }
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

  // Number of what `bit` of a node stands for; 0, which is empty, where it is not set.
  static std::size_t child(std::uint64_t bits, std::uint32_t first, std::uint64_t bit) {
    const auto n_before = static_cast<std::size_t>(std::popcount(bits & (bit - 1)));
    return (bits & bit) != 0 ? first + n_before : 0;
  }

  // Number of the cell that `bit` of a leaf stands for; -1 where it is not set.
  static std::int64_t number_in(std::uint64_t leaf, std::uint32_t first, std::uint64_t bit) {
    return (leaf & bit) != 0 ? std::int64_t{first} + std::popcount(leaf & (bit - 1)) : -1;
  }

  // Place of the cell's node in the table of the uppermost ones; 0 beyond it.
  [[nodiscard]] std::size_t top_of(const SkyCell& cell) const {
    const std::uint32_t row = (cell.strip >> root_bits) - extent_.first_row;
    const std::uint32_t column = (cell.column >> root_bits) - extent_.first_column;
    const bool is_inside = row < extent_.n_rows && column < extent_.n_columns;
    return is_inside ? static_cast<std::size_t>(row) * extent_.n_columns + column + 1 : 0;
  }

  // Number of the node below `node`, of some depth, that a cell would be in.
  static std::size_t below(const Node& node, const SkyCell& cell, unsigned depth) {
    return child(node.bits(), node.first, bit_of(cell, depth));
  }

  // Number of the leaf that a cell would be in. \pre the set has cells
  [[nodiscard]] std::size_t leaf_of(const SkyCell& cell) const {
    const std::size_t middle = below(tops_[top_of(cell)], cell, 2);
    return below(middles_[middle], cell, 1);
  }

  // The same of some cells: the memory of all of them is waited for at once.
  static constexpr std::size_t at_once = 64;
  using Leaves = std::array<std::size_t, at_once>;
  void find_leaves(std::span<const SkyCell> cells, Leaves& leaf) const;

  // Of the table of the uppermost nodes, a part of the sky; and of all.
  struct Extent {
    std::uint32_t first_row = 0;
    std::uint32_t n_rows = 0;
    std::uint32_t first_column = 0;
    std::uint32_t n_columns = 0;
    std::int64_t n_cells = 0;
  };

  // In each the first, number 0, is empty: what is searched for below it is not found. So there is
  // nothing to be asked on the way.
  FixedArray<Node> tops_;
  FixedArray<Node> middles_;
  FixedArray<std::uint64_t> leaves_;
  FixedArray<std::uint32_t> first_of_leaf_; // number of its first cell; of none without numbers
  Extent extent_;
};

/// Gathers the cells of a set.
class CellSet::Builder {
public:
  explicit Builder(Cells cells) : cells_{cells} {}

  /// Makes room for about so many parts of 8 x 8 cells, so that memory need not be copied.
  void expect_parts(std::size_t n);
  /// Cells may be given again.
  void add(std::span<const CellRun> runs);
  /// No cell to the south of this strip will be added: those there take their final form, which
  /// needs less memory.
  void finish_below(std::uint32_t strip);
  [[nodiscard]] CellSet build() &&;

private:
  // Cells of one leaf: its place, so that parts of one node follow each other, and its bits.
  struct Leaf {
    std::uint64_t place = 0;
    std::uint64_t bits = 0;
  };
  // Sorts the leaves from `begin` on and leaves each of them once.
  void merge_from(std::size_t begin);
  void take(const Leaf& leaf);

  Cells cells_;
  // Of the leaves that took their final form, as the set has them.
  std::vector<std::uint64_t> finished_{0};
  std::vector<std::uint32_t> first_of_leaf_{0};
  std::vector<Node> middles_{Node{}};
  std::vector<Node> tops_; // not a table yet
  std::vector<std::uint64_t> place_of_top_;
  std::uint64_t place_of_middle_ = 0; // of the last one
  std::int64_t n_cells_ = 0;
  std::uint32_t unfinished_row_ = 0; // of the table: those below are finished
  std::vector<Leaf> leaves_;         // the others
  std::size_t n_merged_ = 0;         // leaves that are different
};

} // namespace counterpoint

#include "counterpoint/sky/cell_set.hpp"

#include "counterpoint/core/check.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace counterpoint {

namespace {
// Where the place of a leaf, of its node in the table in front and six bits for each node between,
// has the parts of which it is made.
constexpr unsigned bits_of_node = 6;
constexpr std::uint64_t in_node = (1U << bits_of_node) - 1;
constexpr unsigned bits_of_root_column = 20;
constexpr std::uint64_t in_root_column = (1U << bits_of_root_column) - 1;
} // namespace

void CellSet::Builder::add(std::span<const CellRun> runs) {
  const std::size_t begin = leaves_.size();
  for (const CellRun& run : runs) {
    for (std::uint32_t column = run.first_column; column <= run.last_column;) {
      const std::uint32_t last_of_leaf = column | ((1U << side_bits) - 1);
      const std::uint32_t last = std::min(run.last_column, last_of_leaf);
      const SkyCell cell{run.strip, column};
      const std::uint64_t root =
          (std::uint64_t{run.strip >> root_bits} << bits_of_root_column) | (column >> root_bits);
      const std::uint64_t place =
          (((root << bits_of_node) | place_in_node(cell, 2)) << bits_of_node) |
          place_in_node(cell, 1);
      const std::uint64_t ones = (std::uint64_t{1} << (last - column + 1)) - 1;
      leaves_.push_back({place, ones << place_in_node(cell, 0)});
      column = last + 1;
    }
  }
  merge_from(begin);
}

void CellSet::Builder::merge_from(std::size_t begin) {
  const auto first = leaves_.begin() + static_cast<std::ptrdiff_t>(begin);
  std::sort(first, leaves_.end(), [](const Leaf& a, const Leaf& b) { return a.place < b.place; });
  auto end = first;
  for (auto leaf = first; leaf != leaves_.end(); ++leaf) {
    if (end != first && (end - 1)->place == leaf->place) {
      (end - 1)->bits |= leaf->bits;
    } else {
      *end++ = *leaf;
    }
  }
  leaves_.erase(end, leaves_.end());
}

CellSet CellSet::Builder::build() && {
  merge_from(0);
  CellSet set;
  if (leaves_.empty()) return set;

  constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  const auto root_of = [](const Leaf& leaf) {
    const std::uint64_t root = leaf.place >> (2 * bits_of_node);
    return std::pair{static_cast<std::uint32_t>(root >> bits_of_root_column),
                     static_cast<std::uint32_t>(root & in_root_column)};
  };
  set.first_row_ = root_of(leaves_.front()).first;
  set.n_rows_ = root_of(leaves_.back()).first - set.first_row_ + 1;
  set.first_column_ = none;
  for (const Leaf& leaf : leaves_) {
    const std::uint32_t column = root_of(leaf).second;
    set.first_column_ = std::min(set.first_column_, column);
    set.n_columns_ = std::max(set.n_columns_, column + 1);
  }
  set.n_columns_ -= set.first_column_;
  set.nodes_[2].resize(static_cast<std::size_t>(set.n_rows_) * set.n_columns_);
  set.nodes_[0].reserve(leaves_.size());

  std::uint64_t place_of_middle = std::numeric_limits<std::uint64_t>::max();
  for (const Leaf& leaf : leaves_) {
    if (leaf.place >> bits_of_node != place_of_middle) {
      place_of_middle = leaf.place >> bits_of_node;
      const auto [row, column] = root_of(leaf);
      Node& top = set.nodes_[2][static_cast<std::size_t>(row - set.first_row_) * set.n_columns_ +
                                column - set.first_column_];
      if (top.bits == 0) top.first = static_cast<std::uint32_t>(set.nodes_[1].size());
      top.bits |= std::uint64_t{1} << (place_of_middle & in_node);
      set.nodes_[1].push_back({0, static_cast<std::uint32_t>(set.nodes_[0].size())});
    }
    set.nodes_[1].back().bits |= std::uint64_t{1} << (leaf.place & in_node);
    set.nodes_[0].push_back({leaf.bits, static_cast<std::uint32_t>(set.n_cells_)});
    set.n_cells_ += std::popcount(leaf.bits);
    check(set.n_cells_ < none, "CellSet: too many cells");
  }
  return set;
}

// Bits are counted by an instruction where the processor has one, which is chosen when the program
// starts: the result is the same.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12
[[gnu::target_clones("popcnt", "default")]]
#endif
void CellSet::contains(std::span<const SkyCell> cells, std::span<std::uint8_t> is_in) const {
  check(cells.size() == is_in.size(), "CellSet: an answer for each cell");
  constexpr std::size_t at_once = 64;
  std::array<std::int64_t, at_once> node{}; // of each cell at the depth in hand; -1 for none
  while (!cells.empty()) {
    const auto some = cells.first(std::min(at_once, cells.size()));
    for (std::size_t i = 0; i < some.size(); ++i) {
      node[i] = top_of(some[i]);
      __builtin_prefetch(nodes_[2].data() + std::max(node[i], std::int64_t{0}));
    }
    for (unsigned depth = n_depths - 1; depth > 0; --depth) {
      const Node* const nodes = nodes_[depth].data();
      for (std::size_t i = 0; i < some.size(); ++i) {
        if (node[i] >= 0) node[i] = child(nodes[node[i]], bit_of(some[i], depth));
        __builtin_prefetch(nodes_[depth - 1].data() + std::max(node[i], std::int64_t{0}));
      }
    }
    for (std::size_t i = 0; i < some.size(); ++i) {
      const bool is_held = node[i] >= 0 && (nodes_[0][static_cast<std::size_t>(node[i])].bits &
                                            bit_of(some[i], 0)) != 0;
      is_in[i] = is_held ? 1 : 0;
    }
    cells = cells.subspan(some.size());
    is_in = is_in.subspan(some.size());
  }
}

void CellSet::for_each_part(const std::function<void(std::span<const SkyCell>)>& visit) const {
  std::vector<SkyCell> cells;
  // The cells of the nodes below `node`, whose first cell is `corner`.
  const auto descend = [&](const auto& self, const Node& node, unsigned depth,
                           const SkyCell& corner) -> void {
    std::uint32_t number = node.first;
    if (depth == 0) cells.clear();
    for (std::uint64_t bits = node.bits; bits != 0; bits &= bits - 1) {
      const auto place = static_cast<std::uint32_t>(std::countr_zero(bits));
      const unsigned shift = side_bits * depth;
      const SkyCell first{corner.strip + ((place >> side_bits) << shift),
                          corner.column + ((place & ((1U << side_bits) - 1)) << shift)};
      if (depth == 0) {
        cells.push_back(first);
      } else {
        self(self, nodes_[depth - 1][number++], depth - 1, first);
      }
    }
    if (depth == 0) visit(cells);
  };
  for (std::size_t i = 0; i < nodes_[2].size(); ++i) {
    if (nodes_[2][i].bits == 0) continue;
    const auto row = first_row_ + static_cast<std::uint32_t>(i / n_columns_);
    const auto column = first_column_ + static_cast<std::uint32_t>(i % n_columns_);
    descend(descend, nodes_[2][i], n_depths - 1, {row << root_bits, column << root_bits});
  }
}

} // namespace counterpoint

#include "counterpoint/sky/cell_set.hpp"

#include "counterpoint/core/check.hpp"
#include "counterpoint/core/checked_cast.hpp"

#include <algorithm>
#include <cmath>
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

// Row and column of a node of the table.
std::pair<std::uint32_t, std::uint32_t> root_of(std::uint64_t place_of_top) {
  return {static_cast<std::uint32_t>(place_of_top >> bits_of_root_column),
          static_cast<std::uint32_t>(place_of_top & in_root_column)};
}

// A disc touches no cell of a strip to the south of this.
Angle south_of(const SkyDisc& disc) {
  constexpr Angle rounding = Angle::from_arcsec(1e-3);
  return std::max(disc.center.dec() - disc.radius - rounding, Angle::from_degrees(-90.0));
}

struct NumberedDisc {
  std::uint32_t first_strip = 0; // that it touches
  std::uint32_t number = 0;
  auto operator<=>(const NumberedDisc&) const = default;
};

std::vector<NumberedDisc> from_south_to_north(const SkyGrid& grid, const SkyDiscs& discs) {
  std::vector<NumberedDisc> order;
  order.reserve(discs.size());
  discs.for_each([&](std::size_t i, const SkyDisc& disc) {
    order.push_back(
        {grid.cell({disc.center.ra(), south_of(disc)}).strip, checked_cast<std::uint32_t>(i)});
  });
  std::sort(order.begin(), order.end());
  return order;
}

// About the number of parts of 8 x 8 cells that discs touch which do not overlap.
double parts_touched(const SkyGrid& grid, const SkyDiscs& discs) {
  double parts = 0.0;
  discs.for_each([&](std::size_t, const SkyDisc& disc) {
    const double across = 2.0 * disc.radius.degrees() / (8.0 * grid.cell_height().degrees());
    parts += (across + 1.0) * (1.5 * across + 1.0); // cells are narrower than high
  });
  return parts;
}
} // namespace

CellSet::CellSet(const SkyGrid& grid, const SkyDiscs& discs, Cells cells) {
  Builder builder{cells};
  builder.expect_parts(static_cast<std::size_t>(parts_touched(grid, discs)));
  for (const auto& [first_strip, number] : from_south_to_north(grid, discs)) {
    const SkyDisc disc = discs[number].value();
    builder.finish_below(first_strip);
    builder.add(grid.runs_touching(disc.center, disc.radius));
  }
  *this = std::move(builder).build();
}

void CellSet::Builder::expect_parts(std::size_t n) {
  finished_.reserve(n + 1);
  middles_.reserve(n / 4 + 1); // of small discs that lie apart, some four parts to a node
  if (cells_ == Cells::numbered) first_of_leaf_.reserve(n + 1);
}

void CellSet::Builder::add(std::span<const CellRun> runs) {
  const std::size_t begin = leaves_.size();
  for (const CellRun& run : runs) {
    check(run.strip >> root_bits >= unfinished_row_, "CellSet: cells to the south are finished");
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
  constexpr std::size_t few = 65536;
  if (leaves_.size() > 2 * n_merged_ + few) {
    merge_from(0);
    n_merged_ = leaves_.size();
  }
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

void CellSet::Builder::take(const Leaf& leaf) {
  const std::uint64_t of_middle = leaf.place >> bits_of_node;
  const std::uint64_t of_top = of_middle >> bits_of_node;
  if (middles_.size() == 1 || of_middle != place_of_middle_) {
    if (place_of_top_.empty() || of_top != place_of_top_.back()) {
      place_of_top_.push_back(of_top);
      tops_.push_back({{}, checked_cast<std::uint32_t>(middles_.size())});
    }
    tops_.back().set(of_middle & in_node);
    middles_.push_back({{}, checked_cast<std::uint32_t>(finished_.size())});
    place_of_middle_ = of_middle;
  }
  middles_.back().set(leaf.place & in_node);
  finished_.push_back(leaf.bits);
  if (cells_ == Cells::numbered) first_of_leaf_.push_back(checked_cast<std::uint32_t>(n_cells_));
  n_cells_ += std::popcount(leaf.bits);
}

void CellSet::Builder::finish_below(std::uint32_t strip) {
  if (strip >> root_bits <= unfinished_row_) return;
  unfinished_row_ = strip >> root_bits;
  merge_from(0);
  const std::uint64_t first_place = std::uint64_t{unfinished_row_}
                                    << (bits_of_root_column + 2 * bits_of_node);
  auto leaf = leaves_.begin();
  for (; leaf != leaves_.end() && leaf->place < first_place; ++leaf)
    take(*leaf);
  leaves_.erase(leaves_.begin(), leaf);
  n_merged_ = leaves_.size();
}

CellSet CellSet::Builder::build() && {
  merge_from(0);
  for (const Leaf& leaf : leaves_)
    take(leaf);
  if (place_of_top_.empty()) return {};

  CellSet set;
  Extent& extent = set.extent_;
  extent.n_cells = n_cells_;
  extent.first_row = root_of(place_of_top_.front()).first;
  extent.n_rows = root_of(place_of_top_.back()).first - extent.first_row + 1;
  extent.first_column = std::numeric_limits<std::uint32_t>::max();
  for (const std::uint64_t place : place_of_top_) {
    const std::uint32_t column = root_of(place).second;
    extent.first_column = std::min(extent.first_column, column);
    extent.n_columns = std::max(extent.n_columns, column + 1);
  }
  extent.n_columns -= extent.first_column;
  std::vector<Node> table(static_cast<std::size_t>(extent.n_rows) * extent.n_columns + 1);
  for (std::size_t i = 0; i < place_of_top_.size(); ++i) {
    const auto [row, column] = root_of(place_of_top_[i]);
    table[static_cast<std::size_t>(row - extent.first_row) * extent.n_columns + column -
          extent.first_column + 1] = tops_[i];
  }
  set.tops_ = FixedArray{std::move(table)};
  set.middles_ = FixedArray{std::move(middles_)};
  set.leaves_ = FixedArray{std::move(finished_)};
  set.first_of_leaf_ = FixedArray{std::move(first_of_leaf_)};
  return set;
}

// Bits are counted by an instruction where the processor has one, which is chosen when the program
// starts: the result is the same.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12
#define COUNTERPOINT_COUNTS_BITS [[gnu::target_clones("popcnt", "default")]]
#else
#define COUNTERPOINT_COUNTS_BITS
#endif

[[gnu::always_inline]] inline void CellSet::find_leaves(std::span<const SkyCell> cells,
                                                        Leaves& leaf) const {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    leaf.data()[i] = top_of(cells.data()[i]);
    __builtin_prefetch(tops_.values().data() + leaf.data()[i]);
  }
  const auto descend = [&](const FixedArray<Node>& nodes, unsigned depth, const auto* below_them) {
    const Node* const all = nodes.values().data();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::size_t& node = leaf.data()[i];
      node = below(all[node], cells.data()[i], depth);
      __builtin_prefetch(below_them + node);
    }
  };
  descend(tops_, 2, middles_.values().data());
  descend(middles_, 1, leaves_.values().data());
}

COUNTERPOINT_COUNTS_BITS
void CellSet::contains(std::span<const SkyCell> cells, std::span<std::uint8_t> is_in) const {
  check(cells.size() == is_in.size(), "CellSet: an answer for each cell");
  if (size() == 0) {
    std::fill(is_in.begin(), is_in.end(), std::uint8_t{0});
    return;
  }
  const std::uint64_t* const leaves = leaves_.values().data();
  Leaves leaf{}; // of each cell
  while (!cells.empty()) {
    const auto some = cells.first(std::min(leaf.size(), cells.size()));
    find_leaves(some, leaf);
    for (std::size_t i = 0; i < some.size(); ++i)
      is_in.data()[i] = (leaves[leaf.data()[i]] & bit_of(some.data()[i], 0)) != 0 ? 1 : 0;
    cells = cells.subspan(some.size());
    is_in = is_in.subspan(some.size());
  }
}

COUNTERPOINT_COUNTS_BITS
void CellSet::find_numbers(std::span<const SkyCell> cells, std::span<std::int64_t> numbers) const {
  check(cells.size() == numbers.size(), "CellSet: a number for each cell");
  if (size() == 0) {
    std::fill(numbers.begin(), numbers.end(), std::int64_t{-1});
    return;
  }
  const std::uint64_t* const leaves = leaves_.values().data();
  const std::uint32_t* const first_of_leaf = first_of_leaf_.values().data();
  Leaves leaf{};
  while (!cells.empty()) {
    const auto some = cells.first(std::min(leaf.size(), cells.size()));
    find_leaves(some, leaf);
    for (std::size_t i = 0; i < some.size(); ++i) {
      const std::size_t of_cell = leaf.data()[i];
      numbers.data()[i] =
          number_in(leaves[of_cell], first_of_leaf[of_cell], bit_of(some.data()[i], 0));
    }
    cells = cells.subspan(some.size());
    numbers = numbers.subspan(some.size());
  }
}

void CellSet::for_each_part(const Share& share,
                            const std::function<void(std::span<const SkyCell>)>& visit) const {
  static_assert(strips_of_band == 1U << root_bits);
  // The cell that a bit of a node whose first cell is `corner` begins with.
  const auto cell_at = [](const SkyCell& corner, std::uint64_t bits, unsigned depth) {
    const auto place = static_cast<std::uint32_t>(std::countr_zero(bits));
    const unsigned shift = side_bits * depth;
    return SkyCell{corner.strip + ((place >> side_bits) << shift),
                   corner.column + ((place & ((1U << side_bits) - 1)) << shift)};
  };
  std::vector<SkyCell> cells;
  const auto visit_leaf = [&](std::uint64_t leaf, const SkyCell& corner) {
    cells.clear();
    for (std::uint64_t bits = leaf; bits != 0; bits &= bits - 1)
      cells.push_back(cell_at(corner, bits, 0));
    visit(cells);
  };
  for (std::size_t i = 0; i + 1 < tops_.size(); ++i) {
    const SkyCell corner{
        (extent_.first_row + static_cast<std::uint32_t>(i / extent_.n_columns)) << root_bits,
        (extent_.first_column + static_cast<std::uint32_t>(i % extent_.n_columns)) << root_bits};
    const Node& top = tops_[i + 1];
    std::size_t middle = top.first;
    // The nodes below have numbers in the order of those above.
    if (middle * static_cast<std::size_t>(share.of) / middles_.size() !=
        static_cast<std::size_t>(share.number))
      continue;
    for (std::uint64_t bits = top.bits(); bits != 0; bits &= bits - 1, ++middle) {
      const SkyCell of_middle = cell_at(corner, bits, 2);
      std::size_t leaf = middles_[middle].first;
      for (std::uint64_t rest = middles_[middle].bits(); rest != 0; rest &= rest - 1)
        visit_leaf(leaves_[leaf++], cell_at(of_middle, rest, 1));
    }
  }
}

} // namespace counterpoint

#include "counterpoint/comm/reduction.hpp"

#include "counterpoint/comm/failure.hpp"
#include "support/adds_up.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

namespace counterpoint {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Inner {
  ExactSum total;
  std::array<std::int64_t, 2> even_and_odd{};

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(total);
    over_ranks.sum(even_and_odd);
  }
  bool operator==(const Inner&) const = default;
};

// One member of each kind that can be added up.
struct Outer {
  std::int64_t n_rows = 0;
  std::vector<std::int64_t> by_last_digit = std::vector<std::int64_t>(10);
  std::vector<std::array<ExactSum, 2>> sums = std::vector<std::array<ExactSum, 2>>(3);
  std::vector<std::int64_t> sparse = std::vector<std::int64_t>(1100); // of numbers of rows
  std::vector<double> least{infinity};
  double most = -infinity;
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  std::array<std::int64_t, 2> last{};
  Inner inner;
  std::vector<Inner> more = std::vector<Inner>(2);

  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(n_rows);
    over_ranks.sum(std::span{by_last_digit});
    over_ranks.sum(sums);
    over_ranks.sum_sparse(sparse);
    over_ranks.minimum(least);
    over_ranks.maximum(most);
    over_ranks.minimum(first);
    over_ranks.maximum(last);
    inner.add_up(over_ranks);
    for (Inner& each : more)
      each.add_up(over_ranks);
  }
  bool operator==(const Outer&) const = default;
};

Inner inner_of(std::span<const int> rows) {
  Inner inner;
  for (const int row : rows) {
    inner.total.add(0.1 * row);
    ++inner.even_and_odd[static_cast<std::size_t>(row % 2)];
  }
  return inner;
}

Outer outer_of(std::span<const int> rows) {
  Outer outer;
  for (const int row : rows) {
    ++outer.n_rows;
    ++outer.by_last_digit[static_cast<std::size_t>(row % 10)];
    outer.sums[static_cast<std::size_t>(row % 3)][1].add(1.0 / row);
    ++outer.sparse[static_cast<std::size_t>(row)];
    --outer.sparse[static_cast<std::size_t>(row % 7)];
    outer.least[0] = std::min(outer.least[0], 0.5 * row);
    outer.most = std::max(outer.most, 0.5 * row);
    outer.first = std::min(outer.first, std::int64_t{row});
    outer.last[1] = std::max(outer.last[1], std::int64_t{row});
  }
  outer.inner = inner_of(rows);
  outer.more[1] = inner_of(rows);
  return outer;
}

TEST(Reduction, rows_dealt_out_add_up_to_all_rows) {
  // Three rows: of four ranks, one has none.
  test_support::expect_adds_up(Communicator::world(), std::vector{17, 4, 23}, outer_of);
  std::vector<int> rows;
  for (int row = 1; row <= 100; ++row)
    rows.push_back(row * 7919 % 1009);
  test_support::expect_adds_up(Communicator::world(), rows, outer_of);
}

struct OfAnyLength {
  std::vector<std::int64_t> values;
  template <class OverRanks>
  void add_up(OverRanks&& over_ranks) {
    over_ranks.sum(values);
  }
};

TEST(Reduction, ranks_that_hold_different_numbers_of_values_are_refused_together) {
  const Communicator comm = Communicator::world();
  OfAnyLength value{std::vector<std::int64_t>(comm.is_root() ? 2 : 3)};
  if (comm.size() == 1) {
    EXPECT_NO_THROW(add_up(comm, value));
  } else {
    EXPECT_THROW(add_up(comm, value), JointError);
  }
}

template <class T>
concept CanBeSummed = requires(Reduction& over_ranks, T& value) {
  over_ranks.sum(value);
};

TEST(Reduction, a_sum_of_doubles_does_not_compile) {
  static_assert(CanBeSummed<std::int64_t> && CanBeSummed<ExactSum>);
  static_assert(CanBeSummed<std::vector<std::int64_t>> && CanBeSummed<std::span<ExactSum>>);
  static_assert(!CanBeSummed<double> && !CanBeSummed<int> && !CanBeSummed<const std::int64_t>);
  static_assert(!CanBeSummed<std::vector<double>>);
  static_assert(!CanBeSummed<std::vector<std::array<double, 2>>>);
}

} // namespace
} // namespace counterpoint

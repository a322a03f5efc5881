#include "counterpoint/comm/node_array.hpp"
#include "counterpoint/comm/node_texts.hpp"
#include "counterpoint/comm/share_on_node.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <sys/resource.h>
#include <vector>

namespace counterpoint {
namespace {

// Rank r brings r values: 100 r, 100 r + 1, ...
std::vector<std::int64_t> values_of(int rank) {
  std::vector<std::int64_t> values;
  for (int i = 0; i < rank; ++i)
    values.push_back(100 * rank + i);
  return values;
}

void expect_all(const NodeArray<std::int64_t>& array, int n_ranks, std::int64_t more) {
  std::size_t i = 0;
  for (int rank = 0; rank < n_ranks; ++rank) {
    for (const std::int64_t value : values_of(rank)) {
      EXPECT_EQ(i < array.size() ? array[i] : -1, value + more) << i;
      ++i;
    }
  }
  EXPECT_EQ(array.size(), i);
}

void expect_gathered(const std::shared_ptr<const NodeRanks>& ranks) {
  const int n_ranks = ranks->all().size();
  auto array = NodeArray<std::int64_t>::gather(ranks, values_of(ranks->all().rank()));
  expect_all(array, n_ranks, 0);
  array.change([](std::size_t, std::int64_t& value) { value += 7; });
  expect_all(array, n_ranks, 7);
  const NodeArray<std::int64_t> copy = array;
  EXPECT_EQ(copy.size(), array.size());
}

TEST(NodeArray, has_the_values_of_all_ranks) {
  const Communicator comm = Communicator::world();
  expect_gathered(std::make_shared<const NodeRanks>(comm));
}

TEST(NodeArray, has_those_of_other_nodes_too) {
  const Communicator comm = Communicator::world();
  // Every other rank is of another node; then each is of a node of its own.
  for (const int n_nodes : {2, comm.size()}) {
    expect_gathered(
        std::make_shared<const NodeRanks>(comm, comm.split(comm.rank() % n_nodes, comm.rank())));
  }
}

TEST(NodeArray, is_of_nothing_where_nobody_has_a_value) {
  const Communicator comm = Communicator::world();
  const auto ranks = std::make_shared<const NodeRanks>(comm);
  auto array = NodeArray<double>::gather(ranks, {});
  EXPECT_TRUE(array.empty());
  array.change([](std::size_t, double& value) { value = 1.0; });
  EXPECT_EQ(array.begin(), array.end());
}

TEST(NodeArray, is_held_once_by_the_ranks_of_a_node) {
  const Communicator comm = Communicator::world();
  const auto ranks = std::make_shared<const NodeRanks>(comm);
  const auto array = NodeArray<char>::gather(ranks, std::vector<char>(1000, 'x'));
  const auto total = 1000 * static_cast<std::size_t>(comm.size());
  EXPECT_EQ(array.size(), total);
  EXPECT_GE(NodeMemory::most_shared(), ranks->within().size() > 1 ? total : 0);
}

TEST(NodeArray, is_held_by_each_rank_where_a_node_has_no_room) {
  const Communicator comm = Communicator::world();
  const auto ranks = std::make_shared<const NodeRanks>(comm);
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (comm.is_root()) { // it cannot open another file
    const rlimit none{0, limit.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  const std::size_t shared_before = NodeMemory::most_shared();
  const std::vector<char> mine(10 * shared_before + 10, 'x');
  auto array = NodeArray<char>::gather(ranks, std::vector{mine});
  ::setrlimit(RLIMIT_NOFILE, &limit);
  EXPECT_EQ(NodeMemory::most_shared(), shared_before);
  array.change([](std::size_t, char& value) { ++value; });
  EXPECT_EQ(array.size(), mine.size() * static_cast<std::size_t>(comm.size()));
  EXPECT_TRUE(std::all_of(array.begin(), array.end(), [](char value) { return value == 'y'; }));
}

TEST(NodeArray, of_this_rank_alone_grows_as_a_vector) {
  NodeArray<int> array{std::vector{1, 2}};
  array.own().push_back(3);
  array.change([](std::size_t i, int& value) { value += static_cast<int>(i); });
  EXPECT_EQ(std::vector<int>(array.begin(), array.end()), (std::vector{1, 3, 5}));
}

TEST(NodeTexts, has_the_texts_of_all_ranks) {
  const Communicator comm = Communicator::world();
  const auto ranks = std::make_shared<const NodeRanks>(comm);
  TextList mine; // rank r: "", "r", "rr", as many as it has above it
  for (int i = comm.rank(); i < comm.size(); ++i)
    mine.push_back(std::string(static_cast<std::size_t>(i - comm.rank()), 'r'));
  const NodeTexts all = NodeTexts::gather(ranks, std::move(mine));
  std::size_t n = 0;
  for (int rank = 0; rank < comm.size(); ++rank) {
    for (int i = rank; i < comm.size(); ++i) {
      const std::string text(static_cast<std::size_t>(i - rank), 'r');
      EXPECT_EQ(n < all.size() ? all[n] : "missing", text) << n;
      ++n;
    }
  }
  EXPECT_EQ(all.size(), n);
}

struct Pair {
  FixedArray<int> a;
  FixedArray<double> b;
  template <class Move>
  void share(Move&& move) {
    a = move(a);
    b = move(b);
  }
};

TEST(NodeShare, gives_all_what_the_first_rank_of_the_node_made) {
  const Communicator comm = Communicator::world();
  const NodeShare node{comm};
  Pair pair;
  if (node.is_maker()) pair.a = FixedArray{std::vector{3, 1, 4}};
  node.share(pair);
  EXPECT_EQ(pair.a.size(), 3U);
  EXPECT_EQ(pair.a.size() == 3 ? pair.a[2] : 0, 4);
  EXPECT_EQ(pair.b.size(), 0U);
}

} // namespace
} // namespace counterpoint

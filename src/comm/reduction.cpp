#include "counterpoint/comm/reduction.hpp"

#include "counterpoint/comm/failure.hpp"

#include <algorithm>
#include <array>

namespace counterpoint {

namespace {

using Values = std::span<std::int64_t>;

std::vector<Values> blocks_of(const std::vector<Values>& all) {
  constexpr std::size_t of_block = 32;
  std::vector<Values> blocks;
  for (Values rest : all) {
    for (; !rest.empty(); rest = rest.subspan(blocks.back().size()))
      blocks.push_back(rest.first(std::min(of_block, rest.size())));
  }
  return blocks;
}

// Collective. Leaves the blocks in which some rank has a value that is not 0.
void drop_empty(const Communicator& comm, std::vector<Values>& blocks) {
  std::vector<std::int64_t> is_needed;
  is_needed.reserve(blocks.size());
  for (const Values& block : blocks) {
    is_needed.push_back(
        std::ranges::any_of(block, [](std::int64_t value) { return value != 0; }) ? 1 : 0);
  }
  comm.maximum(is_needed);
  auto needed = is_needed.begin();
  std::erase_if(blocks, [&](const Values&) { return *needed++ == 0; });
}

// Collective.
void sum_where_any(const Communicator& comm, const std::vector<Values>& sparse) {
  if (sparse.empty()) return;
  std::vector<Values> blocks = blocks_of(sparse);
  drop_empty(comm, blocks);
  std::vector<std::int64_t> sums;
  for (const Values& block : blocks)
    sums.insert(sums.end(), block.begin(), block.end());
  comm.sum(sums);
  auto next = sums.begin();
  for (const Values& block : blocks) {
    std::copy_n(next, block.size(), block.begin());
    next += std::ssize(block);
  }
}

} // namespace

void Reduction::sum(ExactSum& value) {
  auto limbs = value.limbs();
  for (std::int64_t& limb : limbs)
    visit(sums_, limb);
  value.set_limbs(limbs.data());
}

void Reduction::reduce(const Communicator& comm) {
  std::ptrdiff_t n_sparse = 0;
  for (const Values& values : sparse_)
    n_sparse += std::ssize(values);
  const std::array sizes{std::ssize(sums_.values),           std::ssize(minima_.values),
                         std::ssize(maxima_.values),         std::ssize(integer_minima_.values),
                         std::ssize(integer_maxima_.values), n_sparse};
  std::vector<std::int64_t> least{sizes.begin(), sizes.end()};
  std::vector<std::int64_t> most = least;
  comm.minimum(least);
  comm.maximum(most);
  if (least != most) {
    throw JointError{ExitCode::failure,
                     "internal error: the ranks add up different numbers of values"};
  }
  comm.sum(sums_.values);
  sum_where_any(comm, sparse_);
  comm.minimum(minima_.values);
  comm.maximum(maxima_.values);
  comm.minimum(integer_minima_.values);
  comm.maximum(integer_maxima_.values);
  is_reduced_ = true;
}

} // namespace counterpoint

#include "search/separation_order.hpp"

#include <algorithm>
#include <bit>

namespace counterpoint {

const std::vector<std::uint32_t>& order_by(std::span<const std::int64_t> squared_lengths,
                                           std::span<const StarWord> stars, BucketSort& sort) {
  const std::size_t n = squared_lengths.size();
  const std::int64_t* const lengths = squared_lengths.data();
  const std::uint64_t largest =
      n == 0 ? 0 : static_cast<std::uint64_t>(*std::max_element(lengths, lengths + n));
  // One to two buckets a value.
  const int shift = std::max(0, std::countl_zero(n) - std::countl_zero(largest));
  return sort.order(
      n, (largest >> shift) + 1,
      [&](std::size_t i) { return static_cast<std::uint64_t>(lengths[i]) >> shift; },
      [&](std::uint32_t a, std::uint32_t b) {
        return lengths[a] != lengths[b] ? lengths[a] < lengths[b]
                                        : stars.data()[a].bits() < stars.data()[b].bits();
      });
}

} // namespace counterpoint

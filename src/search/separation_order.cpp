#include "search/separation_order.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace counterpoint {

void order_by(std::span<const std::int64_t> squared_lengths, std::span<const StarWord> stars,
              std::vector<std::uint32_t>& order) {
  const std::size_t n = squared_lengths.size();
  order.resize(n);
  if (n == 0) return;
  const std::int64_t* const lengths = squared_lengths.data();
  const auto largest = static_cast<std::uint64_t>(*std::max_element(lengths, lengths + n));
  // One to two buckets a value.
  const int shift = std::max(0, std::countl_zero(n) - std::countl_zero(largest));
  const auto bucket = [&](std::size_t i) {
    return static_cast<std::uint64_t>(lengths[i]) >> shift;
  };
  std::vector<std::uint32_t> next((largest >> shift) + 1);
  for (std::size_t i = 0; i < n; ++i)
    ++next.data()[bucket(i)];
  std::uint32_t begin = 0;
  for (std::uint32_t& of_bucket : next)
    begin += std::exchange(of_bucket, begin);
  for (std::size_t i = 0; i < n; ++i)
    order.data()[next.data()[bucket(i)]++] = static_cast<std::uint32_t>(i);

  const auto is_before = [&](std::uint32_t a, std::uint32_t b) {
    return lengths[a] != lengths[b] ? lengths[a] < lengths[b]
                                    : stars.data()[a].bits() < stars.data()[b].bits();
  };
  std::uint32_t* first = order.data();
  for (const std::uint32_t end : next) { // where the next bucket begins
    std::uint32_t* const last = order.data() + end;
    if (last - first > 1) std::sort(first, last, is_before);
    first = last;
  }
}

} // namespace counterpoint

#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace counterpoint {

/// Finds the order of values that are spread evenly, such as squared separations of sources in a
/// disc: a counting sort by their buckets does nearly all. It keeps its memory from call to call.
class BucketSort {
public:
  /// The places of `n` values in ascending order.
  /// \param bucket  of the value at a place, below n_buckets; never descends when values ascend
  /// \param is_before  a strict order of two places
  template <class Bucket, class IsBefore>
  [[nodiscard]] const std::vector<std::uint32_t>& order(std::size_t n, std::size_t n_buckets,
                                                        Bucket&& bucket, IsBefore&& is_before) {
    order_.resize(n);
    next_.assign(n_buckets, 0);
    for (std::size_t i = 0; i < n; ++i)
      ++next_.data()[bucket(i)];
    std::uint32_t begin = 0;
    for (std::uint32_t& of_bucket : next_)
      begin += std::exchange(of_bucket, begin);
    for (std::size_t i = 0; i < n; ++i)
      order_.data()[next_.data()[bucket(i)]++] = static_cast<std::uint32_t>(i);
    std::uint32_t* first = order_.data();
    for (const std::uint32_t end : next_) { // where the next bucket begins
      std::uint32_t* const last = order_.data() + end;
      if (last - first > 1) std::sort(first, last, is_before);
      first = last;
    }
    return order_;
  }

private:
  std::vector<std::uint32_t> next_; // place of each bucket
  std::vector<std::uint32_t> order_;
};

} // namespace counterpoint

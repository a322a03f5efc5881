#pragma once

#include "counterpoint/core/bucket_sort.hpp"
#include "counterpoint/sources/star_word.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// The places of the values, ordered by (squared length, ir_id): in the memory of `sort`.
[[nodiscard]] const std::vector<std::uint32_t>&
order_by(std::span<const std::int64_t> squared_lengths, std::span<const StarWord> stars,
         BucketSort& sort);

} // namespace counterpoint

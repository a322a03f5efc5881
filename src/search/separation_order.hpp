#pragma once

#include "counterpoint/sources/star_word.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace counterpoint {

/// The places of the values, ordered by (squared length, ir_id). Squared separations of sources
/// spread over a disc are spread evenly, so that a counting sort by their leading bits does nearly
/// all.
void order_by(std::span<const std::int64_t> squared_lengths, std::span<const StarWord> stars,
              std::vector<std::uint32_t>& order);

} // namespace counterpoint

#pragma once

#include "counterpoint/core/random.hpp"

#include <cstddef>
#include <cstdint>

namespace counterpoint {

/// random_bits() of the key with each of `n` ids in turn, in vectors where the machine has them: of
/// id k the words k, k + stride, k + 2 stride and k + 3 stride of `bits`. The same on every
/// machine. \param n  a number of whole vectors \param stride  at least n
void draw_for_each(const RandomKey& key, const std::int64_t* ids, std::size_t n, std::size_t stride,
                   std::uint32_t* bits);

} // namespace counterpoint

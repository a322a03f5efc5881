#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace counterpoint::mock {

/// Rows are made in runs of at most so many: what is drawn for a run stays in the nearest cache.
inline constexpr std::size_t run_length = 256;

/// What a run of random numbers is drawn for: one purpose, of rows that follow each other.
struct RunKey {
  std::uint64_t seed = 0;
  std::uint64_t first_row = 0;
  std::uint32_t stream = 0;
};

/// Writes the two numbers of random_uniforms({seed, first_row + i, stream, 0}) to u[i] and v[i],
/// in less time than calls of it take.
void fill_uniforms(const RunKey& key, std::span<double> u, std::span<double> v);

/// Likewise of random_normals().
void fill_normals(const RunKey& key, std::span<double> x, std::span<double> y);

} // namespace counterpoint::mock

#include "mock/uniform_run.hpp"

#include "counterpoint/core/random.hpp"

#include <bit>
#include <cmath>
#include <numbers>

namespace counterpoint::mock {

namespace {
// As in core/random.cpp, the upper 52 bits plus half of the last one, without a conversion: the
// bits become the fraction of a number in [1, 2), and no step rounds.
double uniform_from_bits(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = ((static_cast<std::uint64_t>(high) << 32U) | low) >> 12U;
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(1.0) | bits) - 1.0 + 0x1p-53;
}
} // namespace

void fill_uniforms(const RunKey& key, std::span<double> u, std::span<double> v) {
  for (std::size_t i = 0; i < u.size(); ++i) {
    const auto bits = random_bits({key.seed, key.first_row + i, key.stream, 0});
    u[i] = uniform_from_bits(bits[0], bits[1]);
    v[i] = uniform_from_bits(bits[2], bits[3]);
  }
}

void fill_normals(const RunKey& key, std::span<double> x, std::span<double> y) {
  fill_uniforms(key, x, y);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double radius = std::sqrt(-2.0 * std::log(x[i]));
    const double angle = 2.0 * std::numbers::pi * y[i];
    x[i] = radius * std::cos(angle);
    y[i] = radius * std::sin(angle);
  }
}

} // namespace counterpoint::mock

#include "counterpoint/core/random.hpp"

#include <cmath>
#include <numbers>

namespace counterpoint {

namespace {
// The upper 52 bits plus half of the last one: never 0, never 1, symmetric about 0.5.
double uniform_from_bits(std::uint32_t high, std::uint32_t low) {
  const std::uint64_t bits = ((static_cast<std::uint64_t>(high) << 32U) | low) >> 12U;
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}
} // namespace

std::array<double, 2> random_uniforms(const RandomKey& key) {
  const auto bits = random_bits(key);
  return {uniform_from_bits(bits[0], bits[1]), uniform_from_bits(bits[2], bits[3])};
}

std::array<double, 2> random_normals(const RandomKey& key) {
  const auto [u, v] = random_uniforms(key);
  const double radius = std::sqrt(-2.0 * std::log(u));
  const double angle = 2.0 * std::numbers::pi * v;
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

} // namespace counterpoint

#include "mock/smooth_noise.hpp"

#include "counterpoint/core/random.hpp"

#include <cmath>

namespace counterpoint::mock {

namespace {
double lattice_value(std::uint64_t seed, std::uint32_t stream, std::uint32_t octave,
                     std::int64_t column, std::int64_t row) {
  const auto id = (static_cast<std::uint64_t>(static_cast<std::uint32_t>(column)) << 32U) |
                  static_cast<std::uint32_t>(row);
  return 2.0 * random_uniforms({seed, id, stream, octave})[0] - 1.0;
}

double smooth_step(double t) {
  return t * t * (3.0 - 2.0 * t);
}

double octave_value(std::uint64_t seed, std::uint32_t stream, std::uint32_t octave, double x,
                    double y) {
  const auto column = static_cast<std::int64_t>(std::floor(x));
  const auto row = static_cast<std::int64_t>(std::floor(y));
  const double s = smooth_step(x - static_cast<double>(column));
  const double t = smooth_step(y - static_cast<double>(row));
  const auto value = [&](std::int64_t i, std::int64_t j) {
    return lattice_value(seed, stream, octave, column + i, row + j);
  };
  return std::lerp(std::lerp(value(0, 0), value(1, 0), s), std::lerp(value(0, 1), value(1, 1), s),
                   t);
}
} // namespace

double smooth_noise(std::uint64_t seed, std::uint32_t stream, double x, double y, int n_octaves) {
  double sum = 0.0;
  double amplitude = 1.0;
  for (int octave = 0; octave < n_octaves; ++octave) {
    sum += amplitude * octave_value(seed, stream, static_cast<std::uint32_t>(octave), x, y);
    x *= 2.0;
    y *= 2.0;
    amplitude *= 0.5;
  }
  return sum;
}

} // namespace counterpoint::mock

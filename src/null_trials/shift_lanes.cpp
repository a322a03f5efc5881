#include "null_trials/shift_lanes.hpp"

#include "counterpoint/core/vector_widths.hpp"
#include "null_trials/geometry/series.hpp"
#include "null_trials/random_lanes.hpp"
#include "null_trials/shift_formula.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <numbers>

namespace counterpoint {

namespace {

constexpr std::size_t block = SiftedDraws::block;

// Windows are [low, low + span] in modular arithmetic.
[[gnu::always_inline]] inline std::uint32_t passes(std::uint32_t bits, std::uint32_t low,
                                                   std::uint32_t span) {
  return static_cast<std::uint32_t>(bits - low <= span);
}

// Bit 0 where the even trial's draw falls into both windows, bit 1 where the odd one's does.
[[gnu::always_inline]] inline std::uint8_t passes_of(const ShiftWindows& w, std::size_t k,
                                                     const ShiftDraws& draws) {
  const std::uint32_t even = passes(draws.even.radius_bits, w.radius_low[k], w.radius_span[k]) &
                             passes(draws.even.angle_bits, w.angle_low[k], w.angle_span[k]);
  const std::uint32_t odd = passes(draws.odd.radius_bits, w.radius_low[k], w.radius_span[k]) &
                            passes(draws.odd.angle_bits, w.angle_low[k], w.angle_span[k]);
  return static_cast<std::uint8_t>(even | (odd << 1U));
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_passes(const std::uint32_t* __restrict bits, const ShiftWindows& windows, std::size_t n,
                 std::uint8_t* __restrict passing) {
  const ShiftWindows w = windows;
  for (std::size_t k = 0; k < n; ++k) {
    passing[k] =
        passes_of(w, k, {{bits[k], bits[k + block]}, {bits[k + 2 * block], bits[k + 3 * block]}});
  }
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_passes(const ShiftDraws& of_all, const ShiftWindows& windows, std::size_t n,
                 std::uint8_t* __restrict passing) {
  const ShiftWindows w = windows;
  const ShiftDraws draws = of_all;
  for (std::size_t k = 0; k < n; ++k)
    passing[k] = passes_of(w, k, draws);
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void make_shifts(const ShiftFormula& formula, const std::uint32_t* __restrict radius_bits,
                 const std::uint32_t* __restrict angle_bits, std::size_t n,
                 double* __restrict east_deg, double* __restrict north_deg) {
  const ShiftFormula of_zone = formula;
  for (std::size_t i = 0; i < n; ++i)
    of_zone.apply(radius_bits[i], angle_bits[i], east_deg[i], north_deg[i]);
}

// For at most an eighth of a circle to either side.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_turns(const double* __restrict angle_radians, std::size_t n, double* __restrict cosine,
                double* __restrict sine) {
  for (std::size_t k = 0; k < n; ++k) {
    const double x = angle_radians[k];
    const double z = x * x;
    sine[k] = x + x * z * series::sine(z);
    cosine[k] = 1.0 - 0.5 * z + z * z * series::cosine(z);
  }
}

// Of each draw; at first of the shift.
struct Moved {
  double* east_deg;
  double* north_deg;
  std::uint8_t* is_accepted;
};

// Shifts by the axes of the neighbours.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void turn_all(const double* __restrict cosine, const double* __restrict sine,
              const std::uint32_t* __restrict draw_of, std::size_t n, const Moved& moved) {
  double* __restrict east_deg = moved.east_deg;
  double* __restrict north_deg = moved.north_deg;
  for (std::size_t i = 0; i < n; ++i) {
    const auto k = static_cast<std::int32_t>(draw_of[i] / 2);
    const double east = east_deg[i];
    const double north = north_deg[i];
    east_deg[i] = east * cosine[k] - north * sine[k];
    north_deg[i] = east * sine[k] + north * cosine[k];
  }
}

// Where the shifts bring the infrared sources, seen from there, in place of the shifts.
COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void move_all(const double* __restrict to_xray_east_deg, const double* __restrict to_xray_north_deg,
              const double* __restrict radius_arcsec, const std::uint32_t* __restrict draw_of,
              std::size_t n, const Moved& moved) {
  double* __restrict east_deg = moved.east_deg;
  double* __restrict north_deg = moved.north_deg;
  std::uint8_t* __restrict is_accepted = moved.is_accepted;
  for (std::size_t i = 0; i < n; ++i) {
    const auto k = static_cast<std::int32_t>(draw_of[i] / 2);
    east_deg[i] = to_xray_east_deg[k] - east_deg[i];
    north_deg[i] = to_xray_north_deg[k] - north_deg[i];
    const double east_arcsec = Angle::from_degrees(east_deg[i]).arcsec();
    const double north_arcsec = Angle::from_degrees(north_deg[i]).arcsec();
    is_accepted[i] = east_arcsec * east_arcsec + north_arcsec * north_arcsec >
                             radius_arcsec[k] * radius_arcsec[k]
                         ? 0
                         : 1;
  }
}

// Where passes that are a byte each are read eight at a time: the first in the lowest byte.
constexpr std::size_t bytes_of_word = 8;
std::uint64_t word_of(const std::uint8_t* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, bytes_of_word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

std::size_t whole_words(std::size_t n_bytes) {
  return (n_bytes + bytes_of_word - 1) / bytes_of_word * bytes_of_word;
}

} // namespace

void Turns::assign(const NeighbourColumns& neighbours, std::size_t n) {
  cosine.resize(n);
  sine.resize(n);
  find_turns(neighbours.convergence_radians.data(), n, cosine.data(), sine.data());
  for (std::size_t k = 0; k < n; ++k) {
    const double angle = neighbours.convergence_radians.data()[k];
    if (std::abs(angle) <= std::numbers::pi / 4.0) continue; // else at a pole
    cosine[k] = std::cos(angle);
    sine[k] = std::sin(angle);
  }
}

void SiftedDraws::sift(const RandomKey& key, const ShiftWindows& windows, std::size_t n) {
  draw_for_each(key, windows.ids, whole_vectors(n), block, bits_.data());
  find_passes(bits_.data(), windows, n, passes_.data());
  take_passing(n, [&](std::size_t k, std::size_t word) { return bits_.data()[word * block + k]; });
}

void SiftedDraws::sift(const ShiftDraws& of_all, const ShiftWindows& windows, std::size_t n) {
  find_passes(of_all, windows, n, passes_.data());
  const std::array<std::uint32_t, 4> words{of_all.even.radius_bits, of_all.even.angle_bits,
                                           of_all.odd.radius_bits, of_all.odd.angle_bits};
  take_passing(n, [&](std::size_t, std::size_t word) { return words.data()[word]; });
}

template <class Word>
void SiftedDraws::take_passing(std::size_t n, Word&& word_of_neighbour) {
  const std::size_t n_padded = whole_words(n);
  std::memset(passes_.data() + n, 0, n_padded - n);
  std::size_t taken = 0;
  for (std::size_t first = 0; first < n_padded; first += bytes_of_word) {
    for (std::uint64_t rest = word_of(passes_.data() + first); rest != 0; rest &= rest - 1) {
      const auto bit = static_cast<std::size_t>(std::countr_zero(rest));
      const std::size_t k = first + bit / 8;
      const std::size_t word = bit % 8 * 2; // the words of the even draw, then those of the odd one
      draw_of_.data()[taken] = static_cast<std::uint32_t>(2 * k + bit % 8);
      radius_bits_.data()[taken] = word_of_neighbour(k, word);
      angle_bits_.data()[taken] = word_of_neighbour(k, word + 1);
      ++taken;
    }
  }
  size_ = taken;
}

void SiftedDraws::keep_near(const NeighbourColumns& neighbours, std::size_t first,
                            const ShiftZone& zone, const Turns* turns) {
  // Whole vectors: what lies behind the last one is there, and means nothing.
  const std::size_t n = whole_words(size_);
  std::fill(draw_of_.data() + size_, draw_of_.data() + n, 0);
  make_shifts(ShiftFormula{zone}, radius_bits_.data(), angle_bits_.data(), n, east_deg_.data(),
              north_deg_.data());
  const Moved moved{east_deg_.data(), north_deg_.data(), is_accepted_.data()};
  if (turns != nullptr)
    turn_all(turns->cosine.data() + first, turns->sine.data() + first, draw_of_.data(), n, moved);
  move_all(neighbours.east_deg.data() + first, neighbours.north_deg.data() + first,
           neighbours.radius_arcsec.data() + first, draw_of_.data(), n, moved);
  take_accepted();
}

void SiftedDraws::take_accepted() {
  std::size_t taken = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    draw_of_.data()[taken] = draw_of_.data()[i];
    east_deg_.data()[taken] = east_deg_.data()[i];
    north_deg_.data()[taken] = north_deg_.data()[i];
    taken += is_accepted_.data()[i];
  }
  size_ = taken;
}

} // namespace counterpoint

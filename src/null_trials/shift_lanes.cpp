#include "null_trials/shift_lanes.hpp"

#include "counterpoint/core/vector_widths.hpp"
#include "null_trials/random_lanes.hpp"
#include "null_trials/shift_formula.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#ifdef COUNTERPOINT_HAS_VECTOR_WIDTHS
#include <immintrin.h>
#endif

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

// Draws that pass.
struct Passing {
  std::uint32_t* draw_of;
  std::uint32_t* radius_bits;
  std::uint32_t* angle_bits;

  [[nodiscard]] Passing from(std::size_t first) const {
    return {draw_of + first, radius_bits + first, angle_bits + first};
  }
};

// The draws of one trial of the two.
struct DrawsOfTrial {
  unsigned parity; // its bit of the passes
  const std::uint32_t* radius_bits;
  const std::uint32_t* angle_bits;
};

constexpr std::size_t step = 16; // neighbours that are gone through together
std::size_t whole_steps(std::size_t n) {
  return (n + step - 1) / step * step;
}

// Where passes that are a byte each are read eight at a time: the first in the lowest byte.
constexpr std::size_t bytes_of_word = 8;
std::uint64_t word_of(const std::uint8_t* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, bytes_of_word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

// Puts those that pass one after another. \return  how many do
#ifdef COUNTERPOINT_HAS_VECTOR_WIDTHS
// Few pass, and a branch at each is mostly guessed wrong.
[[gnu::target("arch=x86-64-v4")]] std::size_t
compress(const std::uint8_t* passing, const DrawsOfTrial& draws, std::size_t n, const Passing& to) {
  const __m128i bit = _mm_set1_epi8(static_cast<char>(1U << draws.parity));
  const __m512i next = _mm512_set1_epi32(2 * step);
  __m512i draw_of =
      _mm512_add_epi32(_mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0),
                       _mm512_set1_epi32(static_cast<int>(draws.parity)));
  std::size_t taken = 0;
  for (std::size_t k = 0; k < n; k += step) {
    const __mmask16 mask =
        _mm_test_epi8_mask(_mm_loadu_si128(reinterpret_cast<const __m128i*>(passing + k)), bit);
    _mm512_storeu_si512(to.draw_of + taken, _mm512_maskz_compress_epi32(mask, draw_of));
    _mm512_storeu_si512(
        to.radius_bits + taken,
        _mm512_maskz_compress_epi32(mask, _mm512_loadu_si512(draws.radius_bits + k)));
    _mm512_storeu_si512(to.angle_bits + taken, _mm512_maskz_compress_epi32(
                                                   mask, _mm512_loadu_si512(draws.angle_bits + k)));
    taken += static_cast<std::size_t>(std::popcount(mask));
    draw_of = _mm512_add_epi32(draw_of, next);
  }
  return taken;
}
[[gnu::target("default")]]
#endif
std::size_t
compress(const std::uint8_t* passing, const DrawsOfTrial& draws, std::size_t n, const Passing& to) {
  const std::uint64_t bit_of_each = std::uint64_t{0x0101010101010101U} << draws.parity;
  std::size_t taken = 0;
  for (std::size_t first = 0; first < n; first += bytes_of_word) {
    for (std::uint64_t rest = word_of(passing + first) & bit_of_each; rest != 0; rest &= rest - 1) {
      const std::size_t k = first + static_cast<std::size_t>(std::countr_zero(rest)) / 8;
      to.draw_of[taken] = static_cast<std::uint32_t>(2 * k + draws.parity);
      to.radius_bits[taken] = draws.radius_bits[k];
      to.angle_bits[taken] = draws.angle_bits[k];
      ++taken;
    }
  }
  return taken;
}

} // namespace

void SiftedDraws::sift(const RandomKey& key, const ShiftWindows& windows, std::size_t n) {
  draw_for_each(key, windows.ids, whole_vectors(n), block, bits_.data());
  find_passes(bits_.data(), windows, n, passes_.data());
  take_passing(n);
}

void SiftedDraws::sift(const ShiftDraws& of_all, const ShiftWindows& windows, std::size_t n) {
  const std::array<std::uint32_t, 4> words{of_all.even.radius_bits, of_all.even.angle_bits,
                                           of_all.odd.radius_bits, of_all.odd.angle_bits};
  for (std::size_t word = 0; word < words.size(); ++word)
    std::fill_n(bits_.data() + word * block, n, words.data()[word]);
  find_passes(of_all, windows, n, passes_.data());
  take_passing(n);
}

void SiftedDraws::take_passing(std::size_t n) {
  const std::size_t n_padded = whole_steps(n);
  std::memset(passes_.data() + n, 0, n_padded - n);
  const Passing all{draw_of_.data(), radius_bits_.data(), angle_bits_.data()};
  const std::uint32_t* const bits = bits_.data();
  size_ = compress(passes_.data(), {0, bits, bits + block}, n_padded, all);
  size_ +=
      compress(passes_.data(), {1, bits + 2 * block, bits + 3 * block}, n_padded, all.from(size_));
}

void SiftedDraws::find_shifts(const ShiftZone& zone) {
  // Whole vectors: what lies behind the last one is there, and means nothing.
  make_shifts(ShiftFormula{zone}, radius_bits_.data(), angle_bits_.data(), whole_vectors(size_),
              east_deg_.data(), north_deg_.data());
}

} // namespace counterpoint

#include "null_trials/passing_draws.hpp"

#include "counterpoint/core/vector_widths.hpp"

#include <bit>
#include <cstring>

namespace counterpoint {

namespace {

constexpr std::size_t block = PassingDraws::most_neighbours;

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

// Passes, a byte each, are read eight at a time: the first in the lowest byte.
constexpr std::size_t bytes_of_word = 8;
std::uint64_t word_of(const std::uint8_t* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, bytes_of_word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

// Takes the draws of the neighbours whose byte of `passing` says so. \param passing  with a word
// behind the last \param word_of_neighbour  (k, i): word i of the draws of neighbour k
template <class Word>
[[gnu::always_inline]] inline void take_passing(std::uint8_t* passing, std::size_t n,
                                                Word&& word_of_neighbour, PassingDraws& taken) {
  std::memset(passing + n, 0, bytes_of_word);
  std::size_t size = 0;
  for (std::size_t first = 0; first < n; first += bytes_of_word) {
    for (std::uint64_t rest = word_of(passing + first); rest != 0; rest &= rest - 1) {
      const auto bit = static_cast<std::size_t>(std::countr_zero(rest));
      const std::size_t k = first + bit / 8;
      const std::size_t word = bit % 8 * 2; // the words of the even draw, then those of the odd one
      taken.draw_of.data()[size] = static_cast<std::uint32_t>(2 * k + bit % 8);
      taken.radius_bits.data()[size] = word_of_neighbour(k, word);
      taken.angle_bits.data()[size] = word_of_neighbour(k, word + 1);
      ++size;
    }
  }
  taken.size = size;
}

COUNTERPOINT_FOR_EACH_VECTOR_WIDTH
void find_passes(const ShiftDraws& of_all, const ShiftWindows& windows, std::size_t n,
                 std::uint8_t* __restrict passing) {
  const ShiftWindows w = windows;
  const ShiftDraws draws = of_all;
  for (std::size_t k = 0; k < n; ++k)
    passing[k] = passes_of(w, k, draws);
}

// Draws all, then takes what passes. \tparam Words  in which to draw, so many at once
template <class Words, std::size_t n_vectors>
[[gnu::always_inline]] inline void sift_in_lanes(const StepRounds& step, const ShiftWindows& w,
                                                 std::size_t n, PassingDraws& taken) {
  constexpr std::size_t n_lanes = n_vectors * sizeof(Words) / sizeof(std::uint64_t);
  std::array<std::uint32_t, 4 * block> bits; // of each neighbour, `block` apart for each word
  std::array<std::uint8_t, block + bytes_of_word> passing;
  for (std::size_t k = 0; k < n; k += n_lanes) {
    Words products[n_vectors];
    Words rests[n_vectors];
    std::memcpy(&products, w.id_products + k, sizeof(products));
    std::memcpy(&rests, w.id_rests + k, sizeof(rests));
    const RandomWords<Words, n_vectors> drawn{step, products, rests};
    for (std::size_t word = 0; word < 4; ++word) {
      std::array<std::uint64_t, n_lanes> lanes;
      std::memcpy(lanes.data(), &drawn.words[word], sizeof(lanes));
      for (std::size_t lane = 0; lane < n_lanes; ++lane)
        bits.data()[word * block + k + lane] = static_cast<std::uint32_t>(lanes.data()[lane]);
    }
  }
  for (std::size_t k = 0; k < n; ++k) {
    const std::uint32_t* const own = bits.data() + k;
    passing.data()[k] = passes_of(w, k, {{own[0], own[block]}, {own[2 * block], own[3 * block]}});
  }
  take_passing(
      passing.data(), n,
      [&](std::size_t k, std::size_t word) { return bits.data()[word * block + k]; }, taken);
}

#ifdef COUNTERPOINT_HAS_VECTOR_WIDTHS

// 0, 2, 4, ... 30.
[[gnu::target("arch=x86-64-v4"), gnu::always_inline]] inline __m512i even_numbers() {
  return _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
}

// Sixteen words of 32 bits from the lower halves of two times eight.
[[gnu::target("arch=x86-64-v4"), gnu::always_inline]] inline __m512i
lower_halves(const EightWords (&words)[2]) {
  return _mm512_permutex2var_epi32(reinterpret_cast<const __m512i&>(words[0]), even_numbers(),
                                   reinterpret_cast<const __m512i&>(words[1]));
}

// Which of sixteen draws, of the lanes given, lie within a window.
struct SixteenWindows {
  __m512i low;
  __m512i span;
  [[gnu::target("arch=x86-64-v4"), gnu::always_inline]] inline __mmask16
  passing(__mmask16 lanes, __m512i bits) const {
    return _mm512_mask_cmple_epu32_mask(lanes, _mm512_sub_epi32(bits, low), span);
  }
};

// The draws never leave the processor, and what passes is pushed together there.
[[gnu::target("arch=x86-64-v4")]] void sift_all(const StepRounds& step, const ShiftWindows& windows,
                                                std::size_t n, PassingDraws& taken) {
  constexpr std::size_t n_lanes = most_lanes;
  const ShiftWindows w = windows;
  std::size_t size = 0;
  for (std::size_t k = 0; k < n; k += n_lanes) {
    EightWords products[2];
    EightWords rests[2];
    for (std::size_t half = 0; half < 2; ++half) {
      std::memcpy(&products[half], w.id_products + k + half * n_lanes / 2, sizeof(EightWords));
      std::memcpy(&rests[half], w.id_rests + k + half * n_lanes / 2, sizeof(EightWords));
    }
    const RandomWords<EightWords, 2> drawn{step, products, rests};
    const auto lanes = static_cast<__mmask16>(n - k >= n_lanes ? 0xFFFFU : (1U << (n - k)) - 1U);
    const SixteenWindows radii{_mm512_maskz_loadu_epi32(lanes, w.radius_low + k),
                               _mm512_maskz_loadu_epi32(lanes, w.radius_span + k)};
    const SixteenWindows angles{_mm512_maskz_loadu_epi32(lanes, w.angle_low + k),
                                _mm512_maskz_loadu_epi32(lanes, w.angle_span + k)};
    for (std::size_t odd = 0; odd < 2; ++odd) {
      const __m512i radius = lower_halves(drawn.words[2 * odd]);
      const __m512i angle = lower_halves(drawn.words[2 * odd + 1]);
      const __mmask16 passing = angles.passing(radii.passing(lanes, radius), angle);
      const __m512i numbers =
          _mm512_add_epi32(even_numbers(), _mm512_set1_epi32(static_cast<int>(2 * k + odd)));
      _mm512_storeu_si512(taken.draw_of.data() + size,
                          _mm512_maskz_compress_epi32(passing, numbers));
      _mm512_storeu_si512(taken.radius_bits.data() + size,
                          _mm512_maskz_compress_epi32(passing, radius));
      _mm512_storeu_si512(taken.angle_bits.data() + size,
                          _mm512_maskz_compress_epi32(passing, angle));
      size += static_cast<std::size_t>(std::popcount(static_cast<unsigned>(passing)));
    }
  }
  taken.size = size;
}
[[gnu::target("arch=x86-64-v3")]] void sift_all(const StepRounds& step, const ShiftWindows& w,
                                                std::size_t n, PassingDraws& taken) {
  sift_in_lanes<FourWords, 2>(step, w, n, taken);
}
[[gnu::target("default")]]
#endif
void sift_all(const StepRounds& step, const ShiftWindows& w, std::size_t n, PassingDraws& taken) {
  sift_in_lanes<std::uint64_t, 1>(step, w, n, taken);
}

} // namespace

void PassingDraws::sift(const StepRounds& step, const ShiftWindows& windows, std::size_t n) {
  sift_all(step, windows, n, *this);
}

void PassingDraws::sift(const ShiftDraws& of_all, const ShiftWindows& windows, std::size_t n) {
  std::array<std::uint8_t, block + bytes_of_word> passing;
  find_passes(of_all, windows, n, passing.data());
  const std::array<std::uint32_t, 4> words{of_all.even.radius_bits, of_all.even.angle_bits,
                                           of_all.odd.radius_bits, of_all.odd.angle_bits};
  take_passing(
      passing.data(), n, [&](std::size_t, std::size_t word) { return words.data()[word]; }, *this);
}

} // namespace counterpoint

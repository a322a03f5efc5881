#pragma once

#include "counterpoint/core/random.hpp"
#include "counterpoint/core/vector_widths.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

#ifdef COUNTERPOINT_HAS_VECTOR_WIDTHS
#include <immintrin.h>
#endif

namespace counterpoint {

// random_bits(), Philox4x32-10 (Salmon et al. 2011, SC11), in which what depends on the id alone is
// kept apart from what depends on the step alone. Lanes are words of 32 bits, each in the lower
// half of 64, where the product of two words fits; what is in the upper halves does not matter.

/// What its first two rounds make of an id, for one seed and stream.
struct IdRounds {
  std::uint64_t product; ///< of the second word, in the second round
  std::uint64_t rest;    ///< below the fourth word after the first round, above it half of the id

  IdRounds(std::uint64_t seed, std::uint32_t stream, std::uint64_t id) {
    const std::uint64_t first = (id & 0xFFFFFFFFU) * PHILOX_M4x32_0;
    const std::uint64_t word_2 = (first >> 32U) ^ stream ^ (seed >> 32U);
    product = word_2 * PHILOX_M4x32_1;
    rest = (id & ~std::uint64_t{0xFFFFFFFFU}) | (first & 0xFFFFFFFFU);
  }
};

/// What they make of a step, and the keys of all rounds, for one seed.
struct StepRounds {
  std::uint64_t first_word;  ///< but for the upper half of the id, after the first round
  std::uint64_t second_word; ///< with the key of the second round
  std::array<std::uint64_t, PHILOX4x32_DEFAULT_ROUNDS> keys_0;
  std::array<std::uint64_t, PHILOX4x32_DEFAULT_ROUNDS> keys_1;

  StepRounds(std::uint64_t seed, std::uint32_t step) {
    auto key_0 = static_cast<std::uint32_t>(seed);
    auto key_1 = static_cast<std::uint32_t>(seed >> 32U);
    for (std::size_t round = 0; round < keys_0.size(); ++round) {
      keys_0[round] = key_0;
      keys_1[round] = key_1;
      key_0 += PHILOX_W32_0;
      key_1 += PHILOX_W32_1;
    }
    const std::uint64_t product = std::uint64_t{step} * PHILOX_M4x32_1;
    first_word = (product >> 32U) ^ keys_0[0];
    second_word = (product & 0xFFFFFFFFU) ^ keys_0[1];
  }
};

#ifdef COUNTERPOINT_HAS_VECTOR_WIDTHS
using EightWords [[gnu::vector_size(64)]] = std::uint64_t;
using FourWords [[gnu::vector_size(32)]] = std::uint64_t;

// For the compiler a product of lower halves is no operation of vectors.
[[gnu::target("arch=x86-64-v4")]] inline void
multiply_lower(const EightWords& a, const EightWords& b, EightWords& product) {
  constexpr __mmask8 all = 0xFF;
  reinterpret_cast<__m512i&>(product) = _mm512_maskz_mul_epu32(
      all, reinterpret_cast<const __m512i&>(a), reinterpret_cast<const __m512i&>(b));
}
[[gnu::target("arch=x86-64-v3")]] inline void multiply_lower(const FourWords& a, const FourWords& b,
                                                             FourWords& product) {
  reinterpret_cast<__m256i&>(product) =
      _mm256_mul_epu32(reinterpret_cast<const __m256i&>(a), reinterpret_cast<const __m256i&>(b));
}
#endif
inline void multiply_lower(const std::uint64_t& a, const std::uint64_t& b, std::uint64_t& product) {
  product = (a & 0xFFFFFFFFU) * (b & 0xFFFFFFFFU);
}

/// The four words of random_bits(), in the lower halves. A round waits for the one before, so that
/// several vectors take turns.
/// \tparam Words  of one id or of several
/// \tparam n  how many vectors
template <class Words, std::size_t n>
struct RandomWords {
  Words words[4][n];

  [[gnu::always_inline]] inline RandomWords(const StepRounds& step,
                                            const Words (&products_of_ids)[n],
                                            const Words (&rests_of_ids)[n]) {
    const Words zero{};
    Words products_0[n];
    Words products_1[n];
    auto& [words_0, words_1, words_2, words_3] = words;
    for (std::size_t i = 0; i < n; ++i) {
      words_0[i] = (rests_of_ids[i] >> 32U) ^ step.first_word;
      multiply_lower(words_0[i], zero + PHILOX_M4x32_0, products_0[i]);
    }
    for (std::size_t i = 0; i < n; ++i) {
      words_0[i] = (products_of_ids[i] >> 32U) ^ step.second_word;
      words_1[i] = products_of_ids[i];
      words_2[i] = (products_0[i] >> 32U) ^ rests_of_ids[i] ^ step.keys_1[1];
      words_3[i] = products_0[i];
    }
    for (std::size_t round = 2; round < PHILOX4x32_DEFAULT_ROUNDS; ++round) {
      for (std::size_t i = 0; i < n; ++i)
        multiply_lower(words_0[i], zero + PHILOX_M4x32_0, products_0[i]);
      for (std::size_t i = 0; i < n; ++i)
        multiply_lower(words_2[i], zero + PHILOX_M4x32_1, products_1[i]);
      for (std::size_t i = 0; i < n; ++i) {
        words_0[i] = (products_1[i] >> 32U) ^ words_1[i] ^ step.keys_0.data()[round];
        words_1[i] = products_1[i];
      }
      for (std::size_t i = 0; i < n; ++i) {
        words_2[i] = (products_0[i] >> 32U) ^ words_3[i] ^ step.keys_1.data()[round];
        words_3[i] = products_0[i];
      }
    }
  }
};

} // namespace counterpoint

#include "null_trials/random_lanes.hpp"

#include "counterpoint/core/vector_widths.hpp"

#include <array>

#ifdef COUNTERPOINT_HAS_VECTOR_WIDTHS
#include <immintrin.h>

#include <cstring>
#endif

namespace counterpoint {

namespace {

#ifdef COUNTERPOINT_HAS_VECTOR_WIDTHS

// Words of 32 bits, each in the lower half of 64, where the product of two words fits. What is in
// the upper halves does not matter.
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

template <class Words>
[[gnu::always_inline]] inline void store_lower(const Words& words, std::uint32_t* to) {
  using Halves [[gnu::vector_size(sizeof(Words) / 2)]] = std::uint32_t;
  const Halves halves = __builtin_convertvector(words, Halves);
  std::memcpy(to, &halves, sizeof(Halves));
}

// random_bits() by its definition, Philox4x32-10 (Salmon et al. 2011, SC11).
template <class Words>
[[gnu::always_inline]] inline void draw_in_lanes(const RandomKey& key, const std::int64_t* ids,
                                                 std::size_t n, std::size_t stride,
                                                 std::uint32_t* bits) {
  constexpr std::size_t n_lanes = sizeof(Words) / sizeof(std::uint64_t);
  const Words zero{};
  const Words step = zero + key.step;
  const Words stream = zero + key.stream;
  Words keys_0[PHILOX4x32_DEFAULT_ROUNDS];
  Words keys_1[PHILOX4x32_DEFAULT_ROUNDS];
  auto key_0 = static_cast<std::uint32_t>(key.seed);
  auto key_1 = static_cast<std::uint32_t>(key.seed >> 32U);
  for (int round = 0; round < PHILOX4x32_DEFAULT_ROUNDS; ++round) {
    keys_0[round] = zero + key_0;
    keys_1[round] = zero + key_1;
    key_0 += PHILOX_W32_0;
    key_1 += PHILOX_W32_1;
  }
  for (std::size_t k = 0; k < n; k += n_lanes) {
    Words word_0;
    std::memcpy(&word_0, ids + k, sizeof(Words));
    Words word_1 = word_0 >> 32U;
    Words word_2 = step;
    Words word_3 = stream;
    for (int round = 0; round < PHILOX4x32_DEFAULT_ROUNDS; ++round) {
      Words product_0;
      Words product_1;
      multiply_lower(word_0, zero + PHILOX_M4x32_0, product_0);
      multiply_lower(word_2, zero + PHILOX_M4x32_1, product_1);
      word_0 = (product_1 >> 32U) ^ word_1 ^ keys_0[round];
      word_1 = product_1;
      word_2 = (product_0 >> 32U) ^ word_3 ^ keys_1[round];
      word_3 = product_0;
    }
    store_lower(word_0, bits + k);
    store_lower(word_1, bits + k + stride);
    store_lower(word_2, bits + k + 2 * stride);
    store_lower(word_3, bits + k + 3 * stride);
  }
}

// Of these the one for this machine is called.
[[gnu::target("arch=x86-64-v4")]] void draw_all(const RandomKey& key, const std::int64_t* ids,
                                                std::size_t n, std::size_t stride,
                                                std::uint32_t* bits) {
  draw_in_lanes<EightWords>(key, ids, n, stride, bits);
}
[[gnu::target("arch=x86-64-v3")]] void draw_all(const RandomKey& key, const std::int64_t* ids,
                                                std::size_t n, std::size_t stride,
                                                std::uint32_t* bits) {
  draw_in_lanes<FourWords>(key, ids, n, stride, bits);
}
[[gnu::target("default")]]
#endif
void draw_all(const RandomKey& key, const std::int64_t* ids, std::size_t n, std::size_t stride,
              std::uint32_t* bits) {
  RandomKey own = key;
  for (std::size_t k = 0; k < n; ++k) {
    own.id = static_cast<std::uint64_t>(ids[k]);
    const std::array<std::uint32_t, 4> words = random_bits(own);
    for (std::size_t word = 0; word < words.size(); ++word)
      bits[k + word * stride] = words[word];
  }
}

} // namespace

void draw_for_each(const RandomKey& key, const std::int64_t* ids, std::size_t n, std::size_t stride,
                   std::uint32_t* bits) {
  draw_all(key, ids, n, stride, bits);
}

} // namespace counterpoint

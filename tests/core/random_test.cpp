#include "counterpoint/core/random.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace counterpoint {
namespace {

// Known answer of Philox4x32-10 (Random123, kat_vectors): zero counter, zero key.
TEST(RandomBits, known_answer) {
  const auto bits = random_bits({});
  EXPECT_EQ(bits[0], 0x6627e8d5U);
  EXPECT_EQ(bits[1], 0xe169c58dU);
  EXPECT_EQ(bits[2], 0xbc57ac4cU);
  EXPECT_EQ(bits[3], 0x9b00dbd8U);
}

TEST(RandomBits, every_part_of_the_key_matters) {
  const RandomKey key{.seed = 1, .id = 2, .stream = 3, .step = 4};
  const auto bits = random_bits(key);
  for (RandomKey other :
       {RandomKey{2, 2, 3, 4}, RandomKey{1, 3, 3, 4}, RandomKey{1, 2, 4, 4}, RandomKey{1, 2, 3, 5},
        RandomKey{1ULL << 40U, 2, 3, 4}, RandomKey{1, 1ULL << 40U, 3, 4}}) {
    EXPECT_NE(random_bits(other), bits);
  }
  EXPECT_EQ(random_bits(key), bits);
}

TEST(RandomUniforms, moments) {
  double sum = 0.0;
  double squares = 0.0;
  constexpr int n = 100000;
  for (std::uint64_t i = 0; i < n; ++i) {
    for (const double u : random_uniforms({.seed = 11, .id = i})) {
      ASSERT_GT(u, 0.0);
      ASSERT_LT(u, 1.0);
      sum += u;
      squares += u * u;
    }
  }
  // Five standard errors of the mean of 2n uniforms, and of their squares.
  EXPECT_NEAR(sum / (2.0 * n), 0.5, 5.0 * std::sqrt(1.0 / 12.0 / (2.0 * n)));
  EXPECT_NEAR(squares / (2.0 * n), 1.0 / 3.0, 5.0 * std::sqrt(4.0 / 45.0 / (2.0 * n)));
}

TEST(RandomNormals, moments) {
  double sum = 0.0;
  double squares = 0.0;
  constexpr int n = 100000;
  for (std::uint64_t i = 0; i < n; ++i) {
    for (const double z : random_normals({.seed = 12, .id = i})) {
      sum += z;
      squares += z * z;
    }
  }
  EXPECT_NEAR(sum / (2.0 * n), 0.0, 5.0 / std::sqrt(2.0 * n));
  EXPECT_NEAR(squares / (2.0 * n), 1.0, 5.0 * std::sqrt(2.0 / (2.0 * n)));
}

} // namespace
} // namespace counterpoint

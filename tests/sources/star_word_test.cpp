#include "counterpoint/core/error.hpp"
#include "counterpoint/core/random.hpp"
#include "counterpoint/sources/star_word.hpp"

#include <gtest/gtest.h>

#include <string>

namespace counterpoint {
namespace {

double through_word(double ks) {
  return StarWord{7, StarWord::code_of(ks).value()}.ks();
}

// As text files have magnitudes, and as FITS files have them.
TEST(StarWord, holds_decimals_and_floats_exactly) {
  for (std::uint64_t i = 0; i < 20000; ++i) {
    const double random = random_uniforms({.seed = 31, .id = i})[0];
    const double decimal = std::stod(std::to_string(-30.0 + 60.0 * random)); // six decimals
    EXPECT_EQ(through_word(decimal), decimal);
    const double of_float = static_cast<double>(static_cast<float>(0.5 + 127.0 * random));
    EXPECT_EQ(through_word(of_float), of_float);
  }
  for (const double ks : {0.0, 0.5, -33.499999, 33.499999, 0.000001, -0.000001, 64.25})
    EXPECT_EQ(through_word(ks), ks);
  EXPECT_TRUE(std::isnan(through_word(std::numeric_limits<double>::quiet_NaN())));
}

TEST(StarWord, says_what_it_does_not_hold) {
  for (const double ks : {14.1234567, -0.0, -40.0, 128.0, 1e300, 200.5, 1e-7,
                          std::numeric_limits<double>::infinity(), 12.0 / 7.0})
    EXPECT_FALSE(StarWord::code_of(ks)) << ks;
}

TEST(StarWord, counts_rows_in_37_bits) {
  const std::uint32_t code = StarWord::code_of(15.25).value();
  const StarWord last{StarWord::most_rows - 1, code};
  EXPECT_EQ(last.ir_id(), StarWord::most_rows - 1);
  EXPECT_EQ(last.ks(), 15.25);
  EXPECT_THROW((StarWord{StarWord::most_rows, code}), InternalError);
  EXPECT_THROW((void)last.counted_from(1), InternalError);
  const StarWord moved = StarWord{5, code}.counted_from(10);
  EXPECT_EQ(moved.ir_id(), 15);
  EXPECT_EQ(moved.ks(), 15.25);
  EXPECT_LT(moved.bits(), StarWord(16, StarWord::code_of(-3.0).value()).bits());
}

} // namespace
} // namespace counterpoint

#include "counterpoint/core/memory_watch.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace counterpoint {
namespace {

TEST(MemoryWatch, keeps_the_most_that_it_saw) {
  MemoryWatch watch;
  const std::int64_t before = watch.most_own();
  if (before == 0) GTEST_SKIP() << "the system does not say";
  constexpr std::int64_t size = std::int64_t{64} << 20U;
  {
    const std::vector<char> large(static_cast<std::size_t>(size), 'x');
    watch.look();
    EXPECT_EQ(large.back(), 'x');
  }
  const std::int64_t with_it = watch.most_own();
  EXPECT_GE(with_it, size);
  EXPECT_LT(with_it, before + 2 * size);
  watch.look();
  EXPECT_GE(watch.most_own(), with_it);
  EXPECT_GT(watch.most_of_files(), 0);
}

} // namespace
} // namespace counterpoint

#include "counterpoint/core/large_pages.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

namespace counterpoint {
namespace {

// Taken, filled, given back and taken anew, of sizes round a page: no two share a byte, and what is
// large begins a page.
TEST(LargePages, are_whole_and_apart) {
  constexpr std::size_t page = large_pages::page_bytes;
  const std::vector<std::size_t> sizes{1, page / 2 - 1, page / 2, page, page + 1, 3 * page};
  for (int round = 0; round < 10; ++round) {
    std::vector<LargeVector<std::uint8_t>> taken;
    for (std::size_t i = 0; i < 3 * sizes.size(); ++i) {
      const std::size_t size = sizes[i % sizes.size()];
      taken.emplace_back(size, static_cast<std::uint8_t>(i));
      if (size >= page / 2) {
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(taken.back().data()) % page, 0U);
      }
    }
    for (std::size_t i = 0; i < taken.size(); ++i) {
      EXPECT_EQ(taken[i].front(), static_cast<std::uint8_t>(i));
      EXPECT_EQ(std::memcmp(taken[i].data(), taken[i].data() + taken[i].size() / 2,
                            taken[i].size() - taken[i].size() / 2),
                0);
    }
  }
}

} // namespace
} // namespace counterpoint

#include "counterpoint/comm/row_fetch.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace counterpoint {
namespace {

// Rank r holds r rows; row n of the sequence has the value 10 n and the text of n times 'a'.
TEST(RowFetch, gives_rows_in_the_order_asked_for) {
  const Communicator comm = Communicator::world();
  const std::int64_t n_rows = comm.rank();
  const std::int64_t first = comm.exclusive_prefix_sum(n_rows);
  const std::int64_t total = comm.sum(n_rows);
  std::vector<std::int64_t> wanted; // backwards, and the last one three times
  for (std::int64_t row = total - 1; row >= 0; --row)
    wanted.push_back(row);
  if (total > 0) wanted.insert(wanted.end(), 2, total - 1);
  if (comm.rank() == 1) wanted.clear();

  const RowFetch fetch{comm, n_rows, wanted};
  const auto values =
      fetch.values<std::int64_t>([&](std::int64_t row) { return 10 * (first + row); });
  std::vector<std::string> mine;
  for (std::int64_t row = 0; row < n_rows; ++row)
    mine.emplace_back(static_cast<std::size_t>(first + row), 'a');
  const auto texts = fetch.texts(
      [&](std::int64_t row) -> const std::string& { return mine[static_cast<std::size_t>(row)]; });
  EXPECT_EQ(values.size(), wanted.size());
  EXPECT_EQ(texts.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(values[i], 10 * wanted[i]);
    EXPECT_EQ(texts[i], std::string(static_cast<std::size_t>(wanted[i]), 'a'));
  }
}

} // namespace
} // namespace counterpoint

#pragma once

#include "counterpoint/comm/reduction.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <vector>

namespace counterpoint::test_support {

/// Collective. Expects of a type with add_up() that rows dealt out over the ranks give, added up,
/// what all rows give on one rank. The type's operator== must compare all members, as the default
/// one does, and `rows` must leave none of them at its initial value: a member that add_up() leaves
/// out then makes the test fail on two ranks or more.
/// \param make  (const std::vector<Row>&) -> T: the value that these rows give
template <class Row, class Make>
void expect_adds_up(const Communicator& comm, const std::vector<Row>& rows, Make&& make) {
  std::vector<Row> mine;
  for (auto row = static_cast<std::size_t>(comm.rank()); row < rows.size();
       row += static_cast<std::size_t>(comm.size()))
    mine.push_back(rows[row]);
  auto added_up = make(mine);
  const auto of_all_rows = make(rows);
  EXPECT_EQ(added_up == of_all_rows, comm.size() == 1)
      << "the rows must differ from a share of them";
  add_up(comm, added_up);
  EXPECT_TRUE(added_up == of_all_rows) << "a member is not added up, or not as it should be";
}

} // namespace counterpoint::test_support

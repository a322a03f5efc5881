#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/comm/failure.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <numeric>
#include <string>
#include <vector>

namespace counterpoint {
namespace {

TEST(Communicator, reductions) {
  const Communicator comm = Communicator::world();
  const std::int64_t n = comm.size();
  EXPECT_EQ(comm.sum(std::int64_t{comm.rank()}), n * (n - 1) / 2);
  EXPECT_EQ(comm.maximum(std::int64_t{comm.rank()}), n - 1);
  EXPECT_EQ(comm.minimum(std::int64_t{comm.rank()}), 0);
  EXPECT_EQ(comm.exclusive_prefix_sum(10), 10 * comm.rank());
  std::vector<double> values{1.0 * comm.rank()};
  comm.maximum(values);
  EXPECT_EQ(values[0], static_cast<double>(n - 1));
}

TEST(Communicator, exact_sums_are_those_of_one_rank) {
  const Communicator comm = Communicator::world();
  std::vector<ExactSum> shared(1);
  ExactSum alone;
  for (int i = 0; i < 1000; ++i) {
    const double term = 1.0 / (1.0 + i);
    alone.add(term);
    if (i % comm.size() == comm.rank()) shared[0].add(term);
  }
  comm.sum(std::span{shared});
  EXPECT_EQ(shared[0].value(), alone.value());
}

TEST(Communicator, broadcast_and_gather) {
  const Communicator comm = Communicator::world();
  std::string text = comm.rank() == comm.size() - 1 ? "from the last" : "";
  comm.broadcast(text, comm.size() - 1);
  EXPECT_EQ(text, "from the last");
  // Rank r contributes r values: the first none.
  const std::vector<int> mine(static_cast<std::size_t>(comm.rank()), comm.rank());
  const std::vector<int> all = comm.all_gather(std::span<const int>{mine});
  std::vector<int> expected;
  for (int rank = 0; rank < comm.size(); ++rank) {
    expected.insert(expected.end(), static_cast<std::size_t>(rank), rank);
  }
  EXPECT_EQ(all, expected);
}

TEST(Communicator, broadcast_of_texts_keeps_every_byte) {
  using namespace std::string_literals;
  const Communicator comm = Communicator::world();
  const std::vector<std::string> sent{"a", "", "zero\0byte"s, "\0"s, "two\nlines", ""};
  std::vector<std::string> texts = comm.is_root() ? sent : std::vector{"other"s};
  comm.broadcast(texts);
  EXPECT_EQ(texts, sent);
  texts.clear();
  comm.broadcast(texts);
  EXPECT_EQ(texts, std::vector<std::string>{});
}

TEST(Communicator, exchange_delivers_in_rank_order) {
  const Communicator comm = Communicator::world();
  std::vector<std::vector<int>> outgoing(static_cast<std::size_t>(comm.size()));
  for (int to = 0; to < comm.size(); ++to) {
    if ((comm.rank() + to) % 3 == 0) continue; // some send nothing
    outgoing[static_cast<std::size_t>(to)] = {100 * comm.rank() + to, -1};
  }
  const std::vector<int> received = comm.exchange(outgoing);
  std::vector<int> expected;
  for (int from = 0; from < comm.size(); ++from) {
    if ((from + comm.rank()) % 3 == 0) continue;
    expected.push_back(100 * from + comm.rank());
    expected.push_back(-1);
  }
  EXPECT_EQ(received, expected);
}

TEST(Communicator, split) {
  const Communicator comm = Communicator::world();
  const Communicator part = comm.split(comm.rank() % 2, comm.rank());
  EXPECT_EQ(part.size(), (comm.size() + 1 - comm.rank() % 2) / 2);
  EXPECT_EQ(part.rank(), comm.rank() / 2);
}

TEST(Communicator, a_rank_does_not_wait_for_others_that_never_come) {
  Communicator together = Communicator::world();
  EXPECT_TRUE(together.everybody_arrives());
  Communicator apart = Communicator::world();
  if (apart.is_root()) {
    EXPECT_EQ(apart.everybody_arrives(std::chrono::milliseconds{5}), apart.size() == 1);
  }
  together.barrier(); // until here the others do not come
  if (!together.is_root()) {
    EXPECT_TRUE(apart.everybody_arrives());
  }
  together.barrier();
}

// A broadcast from a rank that does not exist is refused by MPI.
std::string message_of_a_wrong_root(const Communicator& comm) {
  std::vector<int> values{1};
  try {
    comm.broadcast(values, comm.size());
  } catch (const SystemError& error) {
    EXPECT_EQ(error.code(), ExitCode::failure);
    return error.what();
  }
  return "no exception";
}

TEST(Communicator, an_error_of_mpi_is_an_exception_with_its_text) {
  Communicator world = Communicator::world();
  // Some MPIs (MPICH) go on with the arguments of the call.
  const std::string expected = "MPI_Bcast failed: " + mpi_error_text(MPI_ERR_ROOT);
  EXPECT_NE(expected.find("root"), std::string::npos) << expected;
  const auto check_message = [&](const Communicator& comm) {
    const std::string message = message_of_a_wrong_root(comm);
    EXPECT_TRUE(message.starts_with(expected)) << message;
  };
  check_message(world);
  const Communicator part = world.split(world.rank() % 2, 0);
  check_message(part);
  const Communicator moved = std::move(world);
  check_message(moved);
}

TEST(Communicator, a_handle_returns_the_errors_of_mpi) {
  const Communicator comm = Communicator::world();
  // Two numbers, sent by each rank to itself, do not fit where one is expected.
  for (MPI_Comm handle : {comm.handle(), MPI_COMM_WORLD}) {
    const std::array<int, 2> sent{1, 2};
    int received = 0;
    MPI_Request request = MPI_REQUEST_NULL;
    EXPECT_EQ(MPI_Isend(sent.data(), 2, MPI_INT, comm.rank(), 7, handle, &request), MPI_SUCCESS);
    const int code = MPI_Recv(&received, 1, MPI_INT, comm.rank(), 7, handle, MPI_STATUS_IGNORE);
    EXPECT_EQ(MPI_Wait(&request, MPI_STATUS_IGNORE), MPI_SUCCESS);
    int error_class = MPI_SUCCESS;
    MPI_Error_class(code, &error_class);
    EXPECT_EQ(error_class, MPI_ERR_TRUNCATE) << mpi_error_text(code);
  }
  // Calls without a communicator belong to MPI_COMM_WORLD or to MPI_COMM_SELF, by version of MPI.
  int rank = 0;
  EXPECT_NE(MPI_Comm_rank(MPI_COMM_NULL, &rank), MPI_SUCCESS);
  std::vector<int> values{1};
  EXPECT_NE(MPI_Bcast(values.data(), 1, MPI_INT, 1, MPI_COMM_SELF), MPI_SUCCESS);
}

TEST(Failure, of_one_rank_is_that_of_all) {
  const Communicator comm = Communicator::world();
  const int culprit = comm.size() - 1;
  try {
    run_together(comm, [&] {
      if (comm.rank() == culprit) throw InputError{"file.csv:7: broken"};
    });
    ADD_FAILURE() << "no exception";
  } catch (const JointError& error) {
    EXPECT_STREQ(error.what(), "file.csv:7: broken");
    EXPECT_EQ(error.code(), ExitCode::bad_input);
  }
  EXPECT_EQ(run_together(comm, [] { return 5; }), 5);
}

// All ranks but the first fail, each with a message of its own, the second with its own exit code.
TEST(Failure, the_lowest_rank_speaks) {
  const Communicator comm = Communicator::world();
  const auto fail_above_the_first = [&] {
    const std::string message = "rank " + std::to_string(comm.rank()) + " failed";
    if (comm.rank() == 1) throw InputError{message};
    if (comm.rank() > 1) throw SystemError{message};
  };
  if (comm.size() == 1) {
    EXPECT_NO_THROW(run_together(comm, fail_above_the_first));
    return;
  }
  try {
    run_together(comm, fail_above_the_first);
    ADD_FAILURE() << "no exception";
  } catch (const JointError& error) {
    EXPECT_STREQ(error.what(), "rank 1 failed");
    EXPECT_EQ(error.code(), ExitCode::bad_input);
  }
}

TEST(Failure, lack_of_memory_is_said_in_words) {
  const Communicator comm = Communicator::world();
  try {
    run_together(comm, [&] { throw std::bad_alloc{}; });
    ADD_FAILURE() << "no exception";
  } catch (const JointError& error) {
    EXPECT_EQ(error.code(), ExitCode::failure);
    EXPECT_NE(std::string{error.what()}.find("memory"), std::string::npos);
  }
}

TEST(Failure, disagreement_is_found) {
  const Communicator comm = Communicator::world();
  EXPECT_NO_THROW(require_agreement(comm, "a thing", "same"));
  if (comm.size() == 1) return;
  EXPECT_THROW(require_agreement(comm, "a thing", comm.is_root() ? "this" : "that"), JointError);
}

} // namespace
} // namespace counterpoint

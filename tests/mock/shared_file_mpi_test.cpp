#include "mock/shared_file.hpp"

#include "catalogue/reading.hpp"
#include "support/bytes_of.hpp"
#include "support/refusal.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>

namespace counterpoint {
namespace {

using test_support::bytes_of;
using test_support::failure_of;
using test_support::SharedFolder;
namespace fs = std::filesystem;

TEST(SharedFile, rows_in_order_and_padding) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  constexpr std::int64_t n_rows = 100'000;
  mock::write_rows(world, folder.path() / "rows", {"header\n", 1000}, n_rows,
                   [](std::int64_t begin, std::int64_t end, std::string& out) {
                     for (std::int64_t row = begin; row < end; ++row)
                       out += std::to_string(row) + "\n";
                   });
  std::string expected = "header\n";
  for (std::int64_t row = 0; row < n_rows; ++row)
    expected += std::to_string(row) + "\n";
  expected.resize((expected.size() + 999) / 1000 * 1000, '\0');
  EXPECT_TRUE(bytes_of(folder.path() / "rows") == expected);
}

TEST(SharedFile, replaces_a_longer_file) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  folder.write("rows", std::string(100'000, 'x'));
  mock::write_rows(world, folder.path() / "rows", {}, 2,
                   [](std::int64_t begin, std::int64_t end, std::string& out) {
                     out.append(static_cast<std::size_t>(end - begin), 'a');
                   });
  EXPECT_EQ(bytes_of(folder.path() / "rows"), "aa");
}

// A limit on the size of files stands for a full disk; only the last rank meets it.
TEST(SharedFile, a_rank_that_cannot_write_fails_all) {
  const auto world = Communicator::world();
  const SharedFolder folder{world};
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, SIG_IGN);
  if (world.rank() == world.size() - 1) {
    rlimit tight = before;
    tight.rlim_cur = 10'000;
    setrlimit(RLIMIT_FSIZE, &tight);
  }
  const auto failure = failure_of([&] {
    mock::write_rows(world, folder.path() / "rows", {}, 32'768 * world.size(),
                     [](std::int64_t begin, std::int64_t end, std::string& out) {
                       out.append(static_cast<std::size_t>(10 * (end - begin)), 'a');
                     });
  });
  setrlimit(RLIMIT_FSIZE, &before);
  EXPECT_TRUE(failure && failure->code() == ExitCode::failure);
  EXPECT_TRUE(failure && std::string{failure->what()}.find("rows") != std::string::npos);
}

} // namespace
} // namespace counterpoint

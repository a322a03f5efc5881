#include "counterpoint/output/result_file.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/output/result_reader.hpp"
#include "sample.hpp"
#include "support/refusal.hpp"

#include <sys/mount.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

namespace counterpoint {
namespace {

using test_support::failure_of;
using test_support::Folder;
using test_support::SampleRows;

constexpr std::int64_t n_rows = 1000;

bool contains(const std::optional<Error>& error, const std::string& text) {
  return error && std::string{error->what()}.find(text) != std::string::npos;
}

TEST(ResultFile, bytes_do_not_depend_on_ranks) {
  const auto world = Communicator::world();
  const Folder folder{world};
  for (int n = 1; n <= world.size(); ++n) {
    const auto part = world.split(world.rank() < n ? 0 : 1, world.rank());
    if (world.rank() >= n) continue;
    const auto path = folder / std::to_string(n);
    test_support::write_sample(part, path, n_rows, test_support::even_shares(n_rows, n));
    part.barrier();
    EXPECT_GT(test_support::bytes_of(path).size(), 100'000U);
    EXPECT_TRUE(test_support::bytes_of(path) == test_support::bytes_of(folder / "1"))
        << n << " ranks";
  }
}

TEST(ResultFile, bytes_do_not_depend_on_the_distribution) {
  const auto world = Communicator::world();
  const Folder folder{world};
  const auto n = static_cast<std::size_t>(world.size());
  test_support::write_sample(world, folder / "even", n_rows,
                             test_support::even_shares(n_rows, world.size()));
  std::this_thread::sleep_for(std::chrono::milliseconds{1100}); // nor on the time, in seconds
  std::vector<std::int64_t> shares(n, 0);
  shares.back() = n_rows;
  test_support::write_sample(world, folder / "last", n_rows, shares);
  shares.assign(n, 0);
  shares.front() = n_rows - 1;
  shares[n / 2] += 1;
  test_support::write_sample(world, folder / "two", n_rows, shares);
  const std::string even = test_support::bytes_of(folder / "even");
  EXPECT_TRUE(even == test_support::bytes_of(folder / "last"));
  EXPECT_TRUE(even == test_support::bytes_of(folder / "two"));
}

TEST(ResultFile, gives_back_what_was_written) {
  const auto world = Communicator::world();
  const Folder folder{world};
  test_support::write_sample(world, folder / "a.h5", n_rows,
                             test_support::even_shares(n_rows, world.size()));
  const ResultReader reader{folder / "a.h5", "/pairs"};
  ASSERT_EQ(reader.n_rows(), n_rows);
  ASSERT_EQ(reader.columns().size(), 4U);
  EXPECT_EQ(reader.column("ra").unit, "deg");
  EXPECT_EQ(reader.column("ra").description, "Right ascension: \"ICRS\"");
  EXPECT_EQ(reader.column("ra").ucd, "pos.eq.ra");
  EXPECT_EQ(reader.column("name").width, 17U);
  const ResultRows rows = reader.read(0, n_rows);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto global = static_cast<std::int64_t>(row);
    EXPECT_EQ(rows.integer(row, reader.column("xray_id")), global * 1'000'000'007);
    const double ra = rows.real(row, reader.column("ra"));
    EXPECT_TRUE(global % 5 == 3 ? std::isnan(ra) : ra == std::sin(static_cast<double>(global)));
    EXPECT_EQ(rows.boolean(row, reader.column("kept")), global % 3 == 0);
    EXPECT_EQ(rows.text(row, reader.column("name")), SampleRows::name(global));
  }
  EXPECT_EQ((ResultReader{folder / "a.h5", "/empty"}.n_rows()), 0);
  EXPECT_THROW((ResultReader{folder / "a.h5", "/pairs.__table_column_meta__"}), InputError);
}

TEST(ResultFile, a_matrix_is_read_from_any_row_on) {
  const auto world = Communicator::world();
  const Folder folder{world};
  test_support::write_sample(world, folder / "a.h5", 0, test_support::even_shares(0, world.size()));
  const ResultReader reader{folder / "a.h5", "/null_trials"};
  EXPECT_EQ(reader.n_rows(), 6);
  for (std::int64_t first = 0; first < 7; ++first) {
    for (std::int64_t count = 0; count < 8; ++count) {
      const ResultRows rows = reader.read(first, count);
      ASSERT_EQ(std::ssize(rows), std::min(count, 6 - std::min<std::int64_t>(first, 6)));
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::int64_t at = first + static_cast<std::int64_t>(i);
        EXPECT_EQ(rows.integer(i, reader.column("row")), at / 3);
        EXPECT_EQ(rows.integer(i, reader.column("column")), at % 3);
        EXPECT_EQ(rows.integer(i, reader.column("value")), at == 1 ? -2 : at + 1);
      }
    }
  }
}

TEST(ResultFile, attributes_keep_their_order_and_values) {
  const auto world = Communicator::world();
  const Folder folder{world};
  test_support::write_sample(world, folder / "a.h5", 0, test_support::even_shares(0, world.size()));
  const auto attributes = read_attributes(folder / "a.h5", "/summary");
  ASSERT_EQ(attributes.size(), 26U);
  EXPECT_EQ(attributes[0].name, "rows_read");
  EXPECT_EQ(std::get<std::int64_t>(attributes[0].value), std::int64_t{1} << 40);
  EXPECT_EQ(std::get<std::string>(attributes[1].value), "");
  EXPECT_EQ(std::get<double>(attributes[2].value), 0.25);
  EXPECT_EQ(std::get<std::string>(attributes[3].value).size(), 100'002U);
  EXPECT_EQ(attributes[25].name, "key19");
}

// More rows than a block, all on one rank: the others take part in its rounds.
TEST(ResultFile, writes_a_large_table_in_rounds) {
  const auto world = Communicator::world();
  const Folder folder{world};
  const bool is_last = world.rank() == world.size() - 1;
  std::vector<double> values(is_last ? 100'000 : 1);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<double>(i);
  {
    ResultFile file{world, folder / "a.h5", false};
    file.write(OutputTable{"/t", {{"value", std::span<const double>{values}, "", "", ""}}});
    file.commit();
  }
  const ResultReader reader{folder / "a.h5", "/t"};
  ASSERT_EQ(reader.n_rows(), 100'000 + world.size() - 1);
  std::int64_t n_wrong = 0;
  for (std::int64_t first = world.size() - 1; first < reader.n_rows();) {
    const ResultRows rows = reader.read(first, reader.block_rows());
    for (std::size_t row = 0; row < rows.size(); ++row, ++first) {
      if (rows.real(row, reader.columns()[0]) != static_cast<double>(first - world.size() + 1)) {
        ++n_wrong;
      }
    }
  }
  EXPECT_EQ(n_wrong, 0);
}

// Memory does not grow with the rows of a table that is made block by block.
TEST(ResultFile, a_table_made_in_blocks_is_the_same_as_a_whole_one) {
  const auto world = Communicator::world();
  const Folder folder{world};
  const std::size_t n_mine = world.is_root() ? 100'000 : 10;
  const auto name = [](std::size_t row) {
    return std::string(row == 70'000 ? 9 : 3, static_cast<char>('a' + row % 20));
  };
  const auto number = [](std::size_t row) { return static_cast<double>(row); };
  std::size_t most_rows = 0;
  const auto table_of = [&](const RowRange& rows) {
    TableBuilder table{"/t", rows};
    table.column("name", "", "", "", name).column("number", "", "", "", number);
    if (!rows.is_of_texts) most_rows = std::max(most_rows, rows.count);
    return table;
  };
  const TableBuilder whole = table_of({0, n_mine});
  most_rows = 0;
  for (const bool in_blocks : {false, true}) {
    ResultFile file{world, folder / (in_blocks ? "b.h5" : "a.h5"), false};
    if (in_blocks)
      file.write(n_mine, table_of);
    else
      file.write(whole.table());
    file.commit();
  }
  EXPECT_LE(most_rows, 40'000U);
  const ResultReader reader{folder / "b.h5", "/t"};
  EXPECT_EQ(reader.column("name").width, 9U);
  EXPECT_EQ(reader.n_rows(), 100'000 + 10 * (world.size() - 1));
  EXPECT_TRUE(test_support::bytes_of(folder / "a.h5") == test_support::bytes_of(folder / "b.h5"));
}

TEST(ResultFile, appears_only_when_committed) {
  const auto world = Communicator::world();
  const Folder folder{world};
  {
    ResultFile file{world, folder / "a.h5", false};
    file.write(SampleRows{0, 10}.table("/t"));
    EXPECT_FALSE(std::filesystem::exists(folder / "a.h5"));
    EXPECT_EQ(folder.n_files(), 1);
  }
  world.barrier();
  EXPECT_EQ(folder.n_files(), 0);
}

TEST(ResultFile, an_existing_file_is_kept_unless_told_otherwise) {
  const auto world = Communicator::world();
  const Folder folder{world};
  if (world.is_root()) std::ofstream{folder / "a.h5"} << "precious";
  world.barrier();
  const auto refused = failure_of([&] { ResultFile{world, folder / "a.h5", false}; });
  EXPECT_TRUE(contains(refused, "[output] overwrite = true"));
  EXPECT_EQ(refused->code(), ExitCode::bad_input);
  EXPECT_TRUE(failure_of([&] { ResultFile::require_writable(world, folder / "a.h5", false); }));
  EXPECT_EQ(test_support::bytes_of(folder / "a.h5"), "precious");
  world.barrier();
  ResultFile file{world, folder / "a.h5", true};
  EXPECT_EQ(test_support::bytes_of(folder / "a.h5"), "precious");
  file.write(SampleRows{0, 1}.table("/t"));
  file.commit();
  EXPECT_NE(test_support::bytes_of(folder / "a.h5"), "precious");
  EXPECT_EQ(folder.n_files(), 1);
}

TEST(ResultFile, a_file_made_meanwhile_is_kept) {
  const auto world = Communicator::world();
  const Folder folder{world};
  ResultFile file{world, folder / "a.h5", false};
  if (world.is_root()) std::ofstream{folder / "a.h5"} << "precious";
  world.barrier();
  EXPECT_TRUE(contains(failure_of([&] { file.commit(); }), ".a.h5.partial-"));
  EXPECT_EQ(test_support::bytes_of(folder / "a.h5"), "precious");
  EXPECT_EQ(folder.n_files(), 2); // the results are not lost
}

TEST(ResultFile, a_missing_folder_is_named) {
  const auto world = Communicator::world();
  const Folder folder{world};
  const auto path = folder / "missing/a.h5";
  EXPECT_TRUE(contains(failure_of([&] { ResultFile::require_writable(world, path, false); }),
                       "missing of the output"));
  EXPECT_TRUE(
      contains(failure_of([&] { ResultFile::require_writable(world, folder.path(), true); }),
               "is a folder"));
}

TEST(ResultFile, a_folder_without_permission_is_named) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  const auto world = Communicator::world();
  const Folder folder{world};
  using std::filesystem::perms;
  if (world.is_root()) std::filesystem::permissions(folder.path(), perms{0555});
  world.barrier();
  EXPECT_TRUE(
      contains(failure_of([&] { ResultFile::require_writable(world, folder / "a.h5", false); }),
               "cannot be written to (Permission denied)"));
  if (world.is_root()) std::filesystem::permissions(folder.path(), perms{0755});
}

TEST(ResultFile, a_wrong_table_on_one_rank_fails_on_all) {
  const auto world = Communicator::world();
  const Folder folder{world};
  {
    ResultFile file{world, folder / "a.h5", false};
    const std::vector<double> values(3, 1.0);
    const std::size_t n_second = world.rank() == world.size() - 1 ? 2 : 3;
    const OutputTable table{"/t",
                            {{"a", std::span{values}, "", "", ""},
                             {"b", std::span{values}.first(n_second), "", "", ""}}};
    EXPECT_TRUE(contains(failure_of([&] { file.write(table); }), "different length"));
  }
  world.barrier();
  EXPECT_EQ(folder.n_files(), 0);
}

TEST(ResultFile, ranks_must_agree_on_the_columns) {
  const auto world = Communicator::world();
  if (world.size() == 1) GTEST_SKIP() << "needs two ranks";
  const Folder folder{world};
  const std::vector<double> values(3, 1.0);
  ResultFile file{world, folder / "a.h5", false};
  const std::string name = world.is_root() ? "a" : "b";
  EXPECT_TRUE(contains(failure_of([&] {
                         file.write({"/t", {{name, std::span{values}, "", "", ""}}});
                       }),
                       "agree"));
}

// A table of about 800 kB per rank.
void expect_disk_full(const Communicator& world, const Folder& folder,
                      const std::filesystem::path& path) {
  const SampleRows rows{0, 25'000};
  const auto error = failure_of([&] {
    ResultFile file{world, path, false};
    file.write(SampleRows{0, 10}.table("/small"));
    file.write(rows.table("/large"));
    file.commit();
  });
  EXPECT_TRUE(contains(error, "cannot write")) << (error ? error->what() : "no error");
  EXPECT_TRUE(error && error->code() == ExitCode::failure);
  world.barrier();
  EXPECT_EQ(folder.n_files(), 0);
}

TEST(ResultFile, a_limit_on_file_size_is_an_error_on_all_ranks) {
  const auto world = Communicator::world();
  const Folder folder{world};
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit limit = before;
  limit.rlim_cur = 200'000;
  if (world.is_root()) ::setrlimit(RLIMIT_FSIZE, &limit);
  expect_disk_full(world, folder, folder / "a.h5");
  ::setrlimit(RLIMIT_FSIZE, &before);
}

TEST(ResultFile, a_full_disk_is_an_error_on_all_ranks) {
  const auto world = Communicator::world();
  const Folder folder{world};
  const bool failed =
      world.is_root() && ::mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=200k") != 0;
  if (world.maximum(std::int64_t{failed}) != 0) GTEST_SKIP() << "mounting needs root";
  expect_disk_full(world, folder, folder / "a.h5");
  world.barrier();
  if (world.is_root()) {
    EXPECT_EQ(::umount(folder.path().c_str()), 0);
  }
}

} // namespace
} // namespace counterpoint

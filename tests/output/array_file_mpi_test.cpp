#include "counterpoint/output/array_file.hpp"

#include "sample.hpp"
#include "support/refusal.hpp"

#include <filesystem>

namespace counterpoint {
namespace {

using test_support::failure_of;
using test_support::Folder;

struct Value {
  std::int64_t id = 0;
  double number = 0.0;
  bool operator==(const Value&) const = default;
};

Value value_of(std::int64_t i) {
  return {i, 0.5 * static_cast<double>(i)};
}

std::vector<Value> values_from(std::int64_t first, std::int64_t count) {
  std::vector<Value> values;
  for (std::int64_t i = first; i < first + count; ++i)
    values.push_back(value_of(i));
  return values;
}

constexpr std::int64_t n = 10007;

// Written by shares that are far from even: the last rank has nothing where there are several.
void write_sample(const Communicator& comm, const std::filesystem::path& path) {
  const std::int64_t end = comm.rank() + 2 >= comm.size() ? n : 17 * (comm.rank() + 1);
  const std::int64_t first =
      comm.size() > 1 && comm.rank() + 1 == comm.size() ? n : 17 * comm.rank();
  ArrayFileWriter file{comm, path};
  file.write_attributes(std::vector<OutputAttribute>{{"kind", "sample"}});
  file.write<Value>("values", values_from(first, end - first));
  file.write<char>("nothing", {});
  file.commit();
}

TEST(ArrayFile, is_read_in_other_shares_than_it_was_written) {
  const auto comm = Communicator::world();
  const Folder folder{comm};
  write_sample(comm, folder / "a");
  EXPECT_EQ(folder.n_files(), 1);
  const ArrayFileReader file{comm, folder / "a"};
  EXPECT_EQ(file.size<Value>("values"), n);
  EXPECT_EQ(file.size<char>("nothing"), 0);
  const ArrayPart share = file.share_of(n);
  EXPECT_EQ(file.read_share<Value>("values"), values_from(share.first, share.count));
  EXPECT_EQ(file.read_whole<Value>("values"), values_from(0, n));
  EXPECT_TRUE(file.read_share<char>("nothing").empty());
}

// As trial groups do, which hold the same sources.
TEST(ArrayFile, ranks_may_read_the_same_values) {
  const auto comm = Communicator::world();
  const Folder folder{comm};
  write_sample(comm, folder / "a");
  const ArrayFileReader file{comm, folder / "a"};
  EXPECT_EQ(file.read<Value>("values", {0, n, comm.is_root()}), values_from(0, n));
  const auto error = failure_of([&] {
    (void)file.read<Value>("values", {0, n - 1, comm.is_root()});
  });
  ASSERT_TRUE(error) << "values that nobody read are not missed";
  EXPECT_NE(std::string{error->what()}.find("checksum"), std::string::npos);
}

TEST(ArrayFile, a_changed_byte_is_found) {
  const auto comm = Communicator::world();
  const Folder folder{comm};
  write_sample(comm, folder / "a");
  if (comm.is_root()) {
    std::string bytes = test_support::bytes_of(folder / "a");
    const Value wanted = value_of(5000);
    const auto place =
        bytes.find(std::string{reinterpret_cast<const char*>(&wanted), sizeof wanted});
    ASSERT_NE(place, std::string::npos);
    bytes[place + 9] ^= 1;
    std::ofstream{folder / "a", std::ios::binary} << bytes;
  }
  comm.barrier();
  const ArrayFileReader file{comm, folder / "a"};
  const auto error = failure_of([&] { (void)file.read_share<Value>("values"); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ExitCode::bad_input);
  EXPECT_NE(std::string{error->what()}.find("damaged"), std::string::npos) << error->what();
}

TEST(ArrayFile, what_is_not_there_is_refused_by_all_ranks) {
  const auto comm = Communicator::world();
  const Folder folder{comm};
  write_sample(comm, folder / "a");
  const auto refused = [&](const std::function<void()>& work) {
    const auto error = failure_of(work);
    return error && error->code() == ExitCode::bad_input;
  };
  EXPECT_TRUE(refused([&] { const ArrayFileReader file{comm, folder / "b"}; }));
  const ArrayFileReader file{comm, folder / "a"};
  EXPECT_TRUE(refused([&] { (void)file.read_share<Value>("other"); }));
  EXPECT_TRUE(refused([&] { (void)file.read_share<double>("values"); }));
}

TEST(ArrayFile, has_its_name_only_when_it_is_complete) {
  const auto comm = Communicator::world();
  const Folder folder{comm};
  write_sample(comm, folder / "a");
  const std::string before = test_support::bytes_of(folder / "a");
  comm.barrier();
  {
    ArrayFileWriter file{comm, folder / "a"};
    file.write<Value>("values", values_from(0, 3));
  }
  comm.barrier();
  EXPECT_TRUE(test_support::bytes_of(folder / "a") == before);
  EXPECT_EQ(folder.n_files(), 1);
}

} // namespace
} // namespace counterpoint

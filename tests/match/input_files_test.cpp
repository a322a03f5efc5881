#include "match/input_files.hpp"

#include "support/refusal.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

namespace counterpoint {
namespace {

namespace fs = std::filesystem;
using test_support::refusal;

class InputFiles : public testing::Test {
protected:
  void SetUp() override { std::ofstream{path_} << "ra,dec\n1,2\n"; }
  void TearDown() override { fs::remove(path_); }

  [[nodiscard]] std::string told(const std::vector<FileState>& files) const {
    return refusal([&] { require_unchanged(files); });
  }

  fs::path path_ = fs::temp_directory_path() / ("input_" + std::to_string(::getpid()) + ".csv");
};

TEST_F(InputFiles, that_are_as_they_were_are_accepted) {
  EXPECT_EQ(told({describe_file(path_.string()), describe_file("/no/such/file")}), "accepted");
}

TEST_F(InputFiles, that_grow_or_are_touched_or_vanish_are_named) {
  const FileState before = describe_file(path_.string());
  EXPECT_EQ(before.bytes, 11);
  std::ofstream{path_, std::ios::app} << "3,4\n";
  EXPECT_NE(told({before}).find(path_.string() + " changed while it was read"), std::string::npos);
  const FileState longer = describe_file(path_.string());
  fs::last_write_time(path_, fs::last_write_time(path_) + std::chrono::milliseconds{5});
  EXPECT_NE(told({longer}), "accepted");
  fs::remove(path_);
  EXPECT_NE(told({longer}), "accepted");
}

} // namespace
} // namespace counterpoint

#include "counterpoint/output/run_report.hpp"

#include "counterpoint/core/error.hpp"
#include "counterpoint/output/provenance.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

namespace counterpoint {
namespace {

TEST(PhaseClock, a_phase_entered_again_goes_on) {
  PhaseClock clock;
  clock.enter("read");
  clock.enter("match");
  clock.enter("read");
  std::this_thread::sleep_for(std::chrono::milliseconds{2});
  clock.stop();
  clock.stop();
  ASSERT_EQ(clock.phases().size(), 2U);
  EXPECT_EQ(clock.phases()[0].name, "read");
  EXPECT_GE(clock.phases()[0].work_seconds, 0.002);
  EXPECT_EQ(clock.phases()[1].name, "match");
}

TEST(PeakMemory, sees_an_allocation) {
  const std::int64_t before = peak_memory_bytes();
  const std::vector<Bytef> large(100'000'000, 'x');
  // zlib reads it: clang leaves out an allocation that only this function uses.
  EXPECT_NE(crc32(0, large.data(), static_cast<uInt>(large.size())), 0U);
  EXPECT_GE(peak_memory_bytes(), before + 90'000'000);
}

// The checksum of a file with these bytes, and zlib's of the bytes it should be of.
class Checksum : public testing::TestWithParam<std::size_t> {};

TEST_P(Checksum, is_of_the_ends) {
  constexpr std::size_t mib = 1 << 20;
  const std::size_t size = GetParam();
  std::string bytes(size, ' ');
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<char>(i * i % 251);
  const auto path =
      std::filesystem::temp_directory_path() / ("counterpoint_checksum_" + std::to_string(size));
  std::ofstream{path, std::ios::binary} << bytes;
  std::string ends = bytes;
  if (size > 2 * mib) ends = bytes.substr(0, mib) + bytes.substr(size - mib);
  char expected[9];
  std::snprintf(
      expected, sizeof expected, "%08lx",
      ::crc32(0, reinterpret_cast<const Bytef*>(ends.data()), static_cast<uInt>(ends.size())));
  EXPECT_EQ(crc32_of_ends(path), expected);
  std::filesystem::remove(path);
}

INSTANTIATE_TEST_SUITE_P(Sizes, Checksum,
                         testing::Values(0, 1, 1 << 20, (1 << 20) + 5, (2 << 20) - 1, 2 << 20,
                                         (2 << 20) + 1, 5 << 20));

TEST(Checksum, of_a_missing_file_is_an_error) {
  EXPECT_THROW(static_cast<void>(crc32_of_ends("/nonexistent")), SystemError);
}

TEST(Provenance, names_every_library) {
  const std::string text = version_text();
  EXPECT_EQ(text.rfind("counterpoint " + program_version() + "\n", 0), 0U);
  for (const char* name :
       {"revision", "compiler", "MPI", "HDF5", "CFITSIO", "Boost", "nanoflann"}) {
    EXPECT_NE(text.find(std::string{"\n"} + name + " "), std::string::npos) << name;
  }
  EXPECT_FALSE(git_revision().empty());
}

} // namespace
} // namespace counterpoint

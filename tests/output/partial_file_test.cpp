#include "output/partial_file.hpp"

#include "counterpoint/output/output_path.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

namespace counterpoint {
namespace {

namespace fs = std::filesystem;

std::size_t n_files(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator{folder}, fs::directory_iterator{}));
}

void write_until(int signal, const fs::path& folder) {
  remove_partial_files_on_signals();
  const PartialFile done{folder / "done.h5", false};
  const PartialFile file{folder / "result.h5", false};
  if (n_files(folder) == 2) std::raise(signal);
}

TEST(PartialFile, is_removed_when_a_signal_ends_the_program) {
  const fs::path folder = fs::path{testing::TempDir()} / "counterpoint_signal";
  fs::remove_all(folder);
  fs::create_directories(folder);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    EXPECT_EXIT(write_until(signal, folder), testing::KilledBySignal(signal), "");
    EXPECT_EQ(n_files(folder), 0U);
  }
  fs::remove_all(folder);
}

} // namespace
} // namespace counterpoint

#pragma once

#include "counterpoint/comm/communicator.hpp"
#include "counterpoint/core/error.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

/// What the fuzzers share: a file in memory, and what counts as a finding.
namespace counterpoint::fuzz {

/// A file without a disk, whose content is replaced for each run.
class MemoryFile {
public:
  MemoryFile() : descriptor_{::memfd_create("fuzz", MFD_CLOEXEC)} {
    if (descriptor_ < 0) throw std::runtime_error{"memfd_create"};
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  [[nodiscard]] std::filesystem::path holding(const std::uint8_t* data, std::size_t size) const {
    const bool is_written = ::ftruncate(descriptor_, 0) == 0 &&
                            ::pwrite(descriptor_, data, size, 0) == static_cast<ssize_t>(size);
    if (!is_written) throw std::runtime_error{"memfd"};
    return "/proc/self/fd/" + std::to_string(descriptor_);
  }

private:
  int descriptor_;
};

[[noreturn]] inline void report(std::string_view finding, std::string_view what) {
  std::cerr << "finding: " << finding << ": " << what << std::endl;
  std::abort();
}

/// What came of a file.
struct Outcome {
  std::string text; ///< what was read, or the message
  bool is_refused = false;
};

/// What `work` returns, or the message of the InputError that it throws. Any other exception is a
/// finding: a file, whatever it holds, is the user's input.
template <class Work>
Outcome outcome_of(Work&& work) {
  try {
    return {work()};
  } catch (const Error& error) {
    if (error.code() != ExitCode::bad_input) report("not taken for bad input", error.what());
    if (error.what() == std::string_view{}) report("no message", "");
    return {error.what(), true};
  } catch (const std::exception& error) {
    report("an exception of the library", error.what());
  }
}

/// All ranks of this process: itself. MPI starts with the first call and ends with the process.
inline const Communicator& one_rank() {
  static int argc = 0;
  static char** argv = nullptr;
  static const MpiEnvironment environment{argc, argv};
  static const Communicator comm = Communicator::world();
  return comm;
}

} // namespace counterpoint::fuzz

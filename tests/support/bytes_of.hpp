#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace counterpoint::test_support {

/// All that a file holds.
inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream stream{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

} // namespace counterpoint::test_support

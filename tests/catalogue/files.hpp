#pragma once

#include "counterpoint/core/error.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace counterpoint::test_support {

/// A folder of its own for a test; removed with the object.
class TemporaryFolder {
public:
  TemporaryFolder() {
    std::string pattern = std::filesystem::temp_directory_path() / "catalogue-test-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
  std::filesystem::path path_;
};

inline std::filesystem::path write_file(const std::filesystem::path& path,
                                        std::string_view content) {
  std::ofstream{path, std::ios::binary} << content;
  return path;
}

inline std::string read_file(const std::filesystem::path& path) {
  std::ostringstream content;
  content << std::ifstream{path, std::ios::binary}.rdbuf();
  return content.str();
}

/// `content` as one gzip member.
inline std::string gzipped(std::string_view content) {
  z_stream stream{};
  if (deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error{"zlib"};
  }
  std::string packed(deflateBound(&stream, content.size()) + 64, '\0');
  std::string input{content};
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

/// Message of the bad-input error that `work` throws; "" where it throws none. A failure that ranks
/// agreed on arrives as Error with its code kept.
template <class Work>
std::string input_error_of(Work&& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.code() == ExitCode::bad_input ? error.what() : "not the input's fault";
  }
  return "";
}

#define EXPECT_MENTIONS(message, part)                                                             \
  EXPECT_NE((message).find(part), std::string::npos) << (message)

} // namespace counterpoint::test_support

#include "counterpoint/output/file_note.hpp"

#include "counterpoint/core/error.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

namespace counterpoint {
namespace {

namespace fs = std::filesystem;

class FileNote : public testing::Test {
protected:
  FileNote() : path_{fs::temp_directory_path() / ("note_" + std::to_string(::getpid()))} {
    std::ofstream{path_} << content_;
  }
  ~FileNote() override { fs::remove(path_); }

  void append(const std::string& text) {
    append_note(path_, std::as_bytes(std::span{text.data(), text.size()}));
  }
  [[nodiscard]] std::string note() const {
    const std::vector<std::byte> bytes = read_note(path_);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  fs::path path_;
  std::string content_ = "the content of a file";
};

TEST_F(FileNote, the_last_one_counts) {
  EXPECT_EQ(note(), "");
  append("first");
  EXPECT_EQ(note(), "first");
  append("the second");
  EXPECT_EQ(note(), "the second");
  std::string start(content_.size(), ' ');
  std::ifstream{path_}.read(start.data(), static_cast<std::streamsize>(start.size()));
  EXPECT_EQ(start, content_);
}

TEST_F(FileNote, cut_short_or_changed_is_none) {
  append("a note");
  const std::uintmax_t size = fs::file_size(path_);
  for (std::uintmax_t cut = size - 1; cut >= content_.size(); --cut) {
    fs::resize_file(path_, cut);
    EXPECT_EQ(note(), "") << cut;
  }
  append("a note");
  std::fstream{path_, std::ios::in | std::ios::out}.seekp(
      static_cast<std::streamoff>(content_.size()))
      << 'A';
  EXPECT_EQ(note(), "");
}

TEST_F(FileNote, of_no_file_is_none) {
  fs::remove(path_);
  EXPECT_EQ(note(), "");
  EXPECT_THROW(append("a note"), SystemError);
}

} // namespace
} // namespace counterpoint

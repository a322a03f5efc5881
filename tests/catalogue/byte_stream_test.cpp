#include "catalogue/files/byte_stream.hpp"

#include "catalogue/text/line_reader.hpp"
#include "files.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

namespace counterpoint {
namespace {

using namespace test_support;

std::string all_of(ByteStream& stream, std::size_t step) {
  std::string content;
  std::string part(step, '\0');
  for (std::size_t n = 0; (n = stream.read(part.data(), step)) > 0;)
    content.append(part, 0, n);
  return content;
}

std::string numbered_lines(int n) {
  std::string text;
  for (int i = 0; i < n; ++i)
    text += "line " + std::to_string(i) + "\n";
  return text;
}

TEST(ByteStream, range_starts_where_asked_and_goes_on_to_the_end) {
  const TemporaryFolder folder;
  const std::string text = numbered_lines(50000);
  const auto file = write_file(folder.path() / "a", text);
  EXPECT_TRUE(all_of(*open_range(file, 1000, 1010), 1 << 20) == text.substr(1000));
  EXPECT_TRUE(all_of(*open_range(file, 0, whole_file), 777) == text);
}

TEST(ByteStream, range_reads_in_small_steps_beyond_its_likely_end) {
  const TemporaryFolder folder;
  const auto file = write_file(folder.path() / "a", numbered_lines(50000));
  const auto stream = open_range(file, 0, 100000);
  std::string part(1 << 20, '\0');
  EXPECT_EQ(stream->read(part.data(), part.size()), 100000U);
  EXPECT_EQ(stream->read(part.data(), part.size()), 65536U);
}

TEST(ByteStream, gzip_of_several_members_is_their_concatenation) {
  const TemporaryFolder folder;
  const std::string text = numbered_lines(200000);
  const auto file =
      write_file(folder.path() / "a.gz", gzipped(text.substr(0, 700000)) + gzipped("") +
                                             gzipped(text.substr(700000)) + std::string(100, '\0'));
  EXPECT_TRUE(all_of(*open_gzip(file), 1 << 20) == text);
  EXPECT_TRUE(all_of(*open_gzip(file), 1000) == text);
}

TEST(ByteStream, gzip_cut_short_says_so) {
  const TemporaryFolder folder;
  const std::string packed = gzipped(numbered_lines(100000));
  for (const std::size_t kept :
       {packed.size() - 1, packed.size() - 9, packed.size() / 2, std::size_t{5}}) {
    const auto file = write_file(folder.path() / "a.gz", packed.substr(0, kept));
    const auto message = input_error_of([&] { (void)all_of(*open_gzip(file), 4096); });
    EXPECT_NE(message.find("cut short"), message.npos) << kept << message;
    EXPECT_NE(message.find("download it again"), message.npos) << message;
  }
}

TEST(ByteStream, damaged_gzip_says_so) {
  const TemporaryFolder folder;
  std::string packed = gzipped(numbered_lines(100000));
  packed[packed.size() / 2] = static_cast<char>(packed[packed.size() / 2] ^ 0x5a);
  const auto file = write_file(folder.path() / "a.gz", packed);
  EXPECT_NE(input_error_of([&] { (void)all_of(*open_gzip(file), 4096); }).find("damaged"),
            std::string::npos);
}

TEST(ByteStream, gzip_that_inflates_as_no_catalogue_does_is_refused) {
  const TemporaryFolder folder;
  const auto bomb =
      write_file(folder.path() / "a.gz", gzipped(std::string(std::size_t{40} << 20U, ' ')));
  const auto message = input_error_of([&] { (void)all_of(*open_gzip(bomb), 1 << 20); });
  EXPECT_MENTIONS(message, "a.gz' inflates to more than 250 times its size");
  EXPECT_MENTIONS(message, "gunzip it first");
  const auto small = write_file(folder.path() / "b.gz", gzipped(std::string(8 << 20, ' ')));
  EXPECT_EQ(all_of(*open_gzip(small), 1 << 20).size(), std::size_t{8} << 20U);
}

TEST(InputFile, a_fifo_is_refused_and_not_waited_for) {
  const TemporaryFolder folder;
  const auto fifo = folder.path() / "fifo.csv";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_MENTIONS(input_error_of([&] { InputFile{fifo}; }), "fifo.csv' is not a regular file");
}

TEST(InputFile, missing_file_and_folder_are_told_apart) {
  const TemporaryFolder folder;
  const auto missing = input_error_of([&] { InputFile{folder.path() / "none.csv"}; });
  EXPECT_NE(missing.find("no file"), missing.npos);
  EXPECT_NE(missing.find("none.csv"), missing.npos);
  EXPECT_NE(input_error_of([&] { InputFile{folder.path()}; }).find("is a folder"),
            std::string::npos);
}

TEST(InputFile, no_permission_says_so) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const TemporaryFolder folder;
  const auto closed = write_file(folder.path() / "closed.csv", "a,b\n");
  std::filesystem::permissions(closed, std::filesystem::perms::none);
  EXPECT_NE(input_error_of([&] { InputFile{closed}; }).find("may not be read"), std::string::npos);
}

TEST(LineReader, lines_have_offsets_and_no_ends) {
  const TemporaryFolder folder;
  const auto file = write_file(folder.path() / "a", "one\r\n\ntwo\nlast");
  LineReader lines{open_range(file, 0, whole_file), 0, whole_file};
  Line line;
  std::string seen;
  std::vector<std::int64_t> offsets;
  while (lines.next(line)) {
    seen += std::string{line.begin, line.end} + "|";
    offsets.push_back(line.offset);
    EXPECT_EQ(line.has_newline, line.offset != 10);
  }
  EXPECT_EQ(seen, "one||two|last|");
  EXPECT_EQ(offsets, (std::vector<std::int64_t>{0, 5, 6, 10}));
}

TEST(LineReader, lines_longer_than_the_buffer_are_whole) {
  const TemporaryFolder folder;
  const std::string longest(5 << 20, 'x');
  const auto file = write_file(folder.path() / "a", "short\n" + longest + "\nend\n");
  LineReader lines{open_range(file, 0, whole_file), 0, whole_file};
  Line line;
  std::vector<std::size_t> lengths;
  while (lines.next(line))
    lengths.push_back(static_cast<std::size_t>(line.end - line.begin));
  EXPECT_EQ(lengths, (std::vector<std::size_t>{5, longest.size(), 3}));
}

TEST(LineReader, a_line_without_end_is_refused) {
  const TemporaryFolder folder;
  const auto file = write_file(folder.path() / "blob.csv", std::string(40 << 20, 'x'));
  LineReader lines{open_range(file, 0, whole_file), 0, whole_file};
  Line line;
  const auto message = input_error_of([&] { (void)lines.next(line); });
  EXPECT_NE(message.find("blob.csv"), message.npos) << message;
}

TEST(LineReader, every_line_belongs_to_the_range_it_starts_in) {
  const TemporaryFolder folder;
  const std::string text = numbered_lines(300);
  const auto file = write_file(folder.path() / "a", text);
  for (const std::int64_t step : {1, 7, 100, 1000}) {
    std::string seen;
    for (std::int64_t begin = 0; begin < static_cast<std::int64_t>(text.size()); begin += step) {
      const std::int64_t start = std::max<std::int64_t>(0, begin - 1);
      LineReader lines{open_range(file, start, begin + step), start, begin + step};
      Line line;
      if (begin > 0) (void)lines.next(line);
      while (lines.next(line))
        seen += std::string{line.begin, line.end} + "\n";
    }
    EXPECT_EQ(seen, text) << step;
  }
}

TEST(LineReader, line_numbers_count_from_one) {
  const TemporaryFolder folder;
  const auto file = write_file(folder.path() / "a", "a\nb\nc\n");
  EXPECT_EQ(line_number(*open_range(file, 0, whole_file), 0), 1);
  EXPECT_EQ(line_number(*open_range(file, 0, whole_file), 4), 3);
}

} // namespace
} // namespace counterpoint

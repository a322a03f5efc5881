#include "catalogue/files/document.hpp"

#include "files.hpp"

#include <gtest/gtest.h>

#include <string>

namespace counterpoint {
namespace {

using namespace test_support;

std::string text_of(const std::vector<char>& bytes) {
  return {bytes.begin(), bytes.end()};
}

TEST(Document, is_read_whole) {
  const TemporaryFolder folder;
  for (const std::size_t size : {0U, 1U, 4096U, 100000U}) {
    const std::string content(size, 'x');
    EXPECT_EQ(text_of(read_document(write_file(folder.path() / "a", content), false)), content);
    EXPECT_EQ(text_of(read_document(write_file(folder.path() / "b", gzipped(content)), true)),
              content);
  }
}

TEST(Document, that_is_too_large_is_refused) {
  const TemporaryFolder folder;
  constexpr std::int64_t limit = std::int64_t{1} << 20U;
  const std::string content(limit, 'x');
  const auto fits = write_file(folder.path() / "a", content);
  EXPECT_EQ(read_document(fits, false, limit).size(), content.size());
  const auto plain = write_file(folder.path() / "b.vot", content + "x");
  const auto packed = write_file(folder.path() / "c.vot.gz", gzipped(content + "x"));
  const auto message = input_error_of([&] { (void)read_document(plain, false, limit); });
  EXPECT_MENTIONS(message, "b.vot' is larger than 1 MiB");
  EXPECT_MENTIONS(message, "FITS");
  EXPECT_MENTIONS(input_error_of([&] { (void)read_document(packed, true, limit); }), "c.vot.gz'");
}

} // namespace
} // namespace counterpoint

#include "catalogue/votable/base64.hpp"

#include "votable.hpp"

#include <gtest/gtest.h>

namespace counterpoint {
namespace {

std::string decoded(std::string_view text) {
  const auto bytes = decode_base64(text);
  return bytes ? std::string{bytes->begin(), bytes->end()} : "none";
}

// RFC 4648, section 10.
TEST(Base64, test_vectors) {
  const std::vector<std::pair<std::string, std::string>> vectors{{"", ""},
                                                                 {"Zg==", "f"},
                                                                 {"Zm8=", "fo"},
                                                                 {"Zm9v", "foo"},
                                                                 {"Zm9vYg==", "foob"},
                                                                 {"Zm9vYmE=", "fooba"},
                                                                 {"Zm9vYmFy", "foobar"}};
  for (const auto& [text, bytes] : vectors) {
    EXPECT_EQ(decoded(text), bytes);
    EXPECT_EQ(test_support::base64(bytes), text);
  }
}

TEST(Base64, every_byte_comes_back) {
  std::string bytes;
  for (int i = 0; i < 1000; ++i)
    bytes.push_back(static_cast<char>(i * 7));
  EXPECT_EQ(decoded(test_support::base64(bytes)), bytes);
}

TEST(Base64, blanks_are_passed_over_and_padding_may_lack) {
  EXPECT_EQ(decoded(" Zm\r\n9v\tYg "), "foob");
}

TEST(Base64, what_is_none_is_noticed) {
  for (const char* text : {"Zm9*", "Zg==Zg==", "Z", "Zm9vY", "Zm-v"}) {
    EXPECT_EQ(decoded(text), "none") << text;
  }
}

} // namespace
} // namespace counterpoint

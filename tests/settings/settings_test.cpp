#include "counterpoint/settings/choice.hpp"
#include "counterpoint/settings/settings.hpp"
#include "settings/ini_file.hpp"
#include "support/refusal.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

namespace counterpoint {
namespace {

using test_support::refusal;
using Arguments = std::vector<std::string>;

const Choices<int> modes{{"disc", 1}, {"ring", 2}};

const std::vector<SettingKey>& keys() {
  static const std::vector<SettingKey> all{
      {"xray.catalogue", "", "files", KeyKind::repeated},
      {"xray.ra", "RA", "column"},
      {"infrared.ra", "RA", "column"},
      {"null.mode", "disc", "how", KeyKind::choice, words_of(modes)},
      {"null.preset", "", "may be nothing", KeyKind::choice, {"a", "b"}},
      {"null.trials", "30", "number"},
      {"output.overwrite", "false", "toggle", KeyKind::toggle},
  };
  return all;
}

class IniTest : public testing::Test {
protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  [[nodiscard]] std::string write(const std::string& text) const {
    const auto file = folder_ / "run.ini";
    std::ofstream{file} << text;
    return file.string();
  }
  [[nodiscard]] std::string value(const std::string& line) const {
    return read_ini(write("[a]\nb =" + line + "\n")).at(0).value;
  }
  [[nodiscard]] std::string refused(const std::string& text) const {
    const std::string file = write(text);
    return refusal([&] { (void)Settings{keys(), Arguments{"--config", file}}; });
  }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("ini_test_" + std::to_string(::getpid()));
};

TEST_F(IniTest, values_may_be_quoted) {
  EXPECT_EQ(value(" \"my file.csv\""), "my file.csv");
  EXPECT_EQ(value(" 'my file.csv'   # and why"), "my file.csv");
  EXPECT_EQ(value("\"run #2.csv\"# no"), "run #2.csv");
  EXPECT_EQ(value(" ' = '"), " = ");
  EXPECT_EQ(value(" \"O'Brien\""), "O'Brien");
  EXPECT_EQ(value(" O'Brien"), "O'Brien");
  EXPECT_EQ(value(" my file.csv # comment"), "my file.csv");
  EXPECT_EQ(value(" ''"), "");
  EXPECT_EQ(value(""), "");
}

TEST_F(IniTest, a_hash_within_a_word_is_part_of_it) {
  EXPECT_EQ(value(" RAJ2000#2"), "RAJ2000#2");
  EXPECT_EQ(value(" RAJ2000#2 # the second"), "RAJ2000#2");
  EXPECT_EQ(value(" # nothing"), "");
  EXPECT_EQ(value("\tRA\t# tab"), "RA");
}

TEST_F(IniTest, sections_comments_and_line_ends) {
  const auto read = read_ini(write("\xEF\xBB\xBF# comment\r\n[a]  # one\r\nb = 1\r\n\r\n"
                                   "[a.c]\r\nd=2\r\n[ e ]\r\nf = [g]\r\n"));
  ASSERT_EQ(read.size(), 3U);
  EXPECT_EQ(read[0].key, "a.b");
  EXPECT_EQ(read[0].value, "1");
  EXPECT_TRUE(read[0].origin.ends_with("run.ini:3: ")) << read[0].origin;
  EXPECT_EQ(read[1].key, "a.c.d");
  EXPECT_EQ(read[2].key, "e.f");
  EXPECT_EQ(read[2].value, "[g]");
}

TEST_F(IniTest, what_is_wrong_is_told_with_file_and_line) {
  const auto tells = [&](const std::string& line, const std::string& words) {
    const std::string text = refused("[xray]\n" + line + "\n");
    EXPECT_NE(text.find("run.ini:2: "), std::string::npos) << text;
    EXPECT_NE(text.find(words), std::string::npos) << text;
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
  };
  tells("catalogue = \"my file.csv", "is not closed; put a \" behind");
  tells("catalogue = 'my file.csv # comment", "is not closed; put a ' behind");
  tells("catalogue = my file.csv\"", "that nothing opens");
  tells("catalogue = \"my\" file.csv", "'file.csv' stands behind the closing quote");
  tells("catalogue", "'catalogue' is not understood");
  tells("= a.csv", "is not understood");
  tells("[null", "is not understood");
  tells("catalog = a.csv", "did you mean 'xray.catalogue'?");
}

TEST_F(IniTest, what_cannot_be_seen_is_shown) {
  EXPECT_NE(refused("[xray]\n\xEF\xBB\xBF[null]\n").find("run.ini:2: '\\xEF\\xBB\\xBF[null]'"),
            std::string::npos);
  EXPECT_NE(refused("[xray]\nca\x1B[31m\n").find("'ca\\x1B[31m'"), std::string::npos);
  EXPECT_NE(refused(std::string{"[xray]\n# \0\n", 11}).find("run.ini:2: a zero byte"),
            std::string::npos);
  EXPECT_NE(refused(std::string{"\xFF\xFE[\0x\0", 6}).find("UTF-16"), std::string::npos);
}

TEST_F(IniTest, no_configuration_is_larger_than_a_mebibyte) {
  EXPECT_NE(refused(std::string(2 << 20, '#')).find("run.ini: more than 1 MiB"), std::string::npos);
}

TEST_F(IniTest, values_of_the_wrong_kind_tell_where_they_stand) {
  const std::string file = write("[null]\n\ntrials = many\n");
  const Settings settings{keys(), Arguments{"--config", file}};
  EXPECT_EQ(refusal([&] { (void)settings.integer("null.trials", 0); }),
            file + ":3: null.trials = many: a whole number of at least 0 was expected");
  EXPECT_NE(refused("[null]\ntrials = 1\ntrials = 2\n").find("run.ini:3: null.trials is given 2"),
            std::string::npos);
}

TEST_F(IniTest, paths_in_quotes_are_relative_to_the_file) {
  const std::string file = write("[xray]\ncatalogue = \"my file.csv\"\ncatalogue = '/b c.csv'\n");
  const Settings settings{keys(), Arguments{"--config", file}};
  const std::vector<std::filesystem::path> expected{folder_ / "my file.csv", "/b c.csv"};
  EXPECT_EQ(settings.paths("xray.catalogue"), expected);
}

TEST_F(IniTest, as_used_reads_back) {
  for (const std::string text : {"plain", "run #2.csv", " blank ", "it's", "a \"b\""}) {
    const Settings settings{keys(), Arguments{"--config", write(""), "--xray.ra=x"}};
    const Settings given = settings.with_defaults({{"infrared.ra", text}});
    const Settings again{keys(),
                         Arguments{"--config", write(given.as_used(std::vector<std::string>{}))}};
    EXPECT_EQ(again.text("infrared.ra"), text);
  }
}

TEST(Settings, those_of_an_earlier_run_hold_where_nothing_is_given) {
  const std::vector<std::string> all{};
  const Settings earlier{keys(), Arguments{"--xray.catalogue", "a.csv", "--xray.catalogue",
                                           "b c.csv", "--null.trials", "7", "--xray.ra", "x"}};
  const Settings now = Settings{keys(), Arguments{"--null.trials", "9"}}.with_earlier(
      earlier.as_used(all), "a stage");
  EXPECT_EQ(now.texts("xray.catalogue"), (std::vector<std::string>{"a.csv", "b c.csv"}));
  EXPECT_EQ(now.text("xray.ra"), "x");
  EXPECT_TRUE(now.is_given("xray.ra"));
  EXPECT_EQ(now.text("null.trials"), "9");
  EXPECT_FALSE(now.is_given("infrared.ra")) << "it had its default value";
}

TEST(Settings, unknown_keys_get_one_line) {
  const auto refused = [](const Arguments& given) {
    return refusal([&] { (void)Settings{keys(), given, "match"}; });
  };
  EXPECT_EQ(refused({"--null.trails", "3"}),
            "command line: unknown key 'null.trails'; did you mean 'null.trials'?");
  EXPECT_EQ(
      refused({"--completely.other", "3"}),
      "command line: unknown key 'completely.other'; counterpoint match --help lists the keys");
  EXPECT_EQ(refused({"--ra", "3"}),
            "command line: unknown key 'ra'; did you mean 'xray.ra, infrared.ra'?");
  EXPECT_EQ(refused({"--infrared.2.ra", "3"}),
            "command line: unknown key 'infrared.2.ra'; match takes no [infrared.2] besides "
            "[infrared]: leave it out");
}

TEST(Settings, a_choice_is_one_of_its_words) {
  const auto mode = [](const Arguments& given) {
    return choice_of(Settings{keys(), given}, "null.mode", modes);
  };
  EXPECT_EQ(mode({}), 1);
  EXPECT_EQ(mode({"--null.mode", "ring"}), 2);
  EXPECT_EQ(refusal([&] {
              mode({"--null.mode", "rimg"});
            }),
            "null.mode = rimg: one of disc, ring was expected; did you mean 'ring'?");
  EXPECT_NE(refusal([&] { mode({"--null.mode", ""}); }), "accepted");
  EXPECT_EQ(refusal([&] { mode({"--null.preset", ""}); }), "accepted");
  EXPECT_NE(refusal([&] { mode({"--null.preset", "c"}); }), "accepted");
}

TEST(Settings, the_positional_key_takes_words_without_a_key) {
  const std::vector<SettingKey> some{{"to", "", "file", KeyKind::positional},
                                     {"results", "r.h5", "file"},
                                     {"json", "false", "toggle", KeyKind::toggle}};
  const auto to = [&](const Arguments& given) { return Settings{some, given}.text("to"); };
  EXPECT_EQ(to({"a b", "--results", "x"}), "a b");
  EXPECT_EQ(to({"--results", "x", "a"}), "a");
  EXPECT_EQ(to({"--json", "a"}), "a");
  EXPECT_EQ(to({"--json", "true", "a"}), "a");
  EXPECT_EQ(to({"--to", "a"}), "a");
  EXPECT_EQ(to({"-"}), "-");
  EXPECT_EQ(to({"-1"}), "-1");
  EXPECT_NE(refusal([&] { to({"a", "b"}); }).find("quotes keep words together"), std::string::npos);
}

} // namespace
} // namespace counterpoint

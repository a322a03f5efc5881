#include "counterpoint/core/text.hpp"
#include "counterpoint/match/match.hpp"
#include "counterpoint/settings/settings.hpp"
#include "counterpoint/statistics/error_model.hpp"
#include "match/match_options.hpp"
#include "support/refusal.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace counterpoint {
namespace {

using test_support::refusal;

class SettingsTest : public testing::Test {
protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& text) const {
    const auto file = folder_ / "run.ini";
    std::ofstream{file} << text;
    return file.string();
  }
  static Settings settings(const std::vector<std::string>& arguments) {
    return Settings{match_keys(), arguments};
  }
  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("settings_test_" + std::to_string(getpid()));
};

TEST_F(SettingsTest, defaults_file_and_command_line) {
  const std::string file =
      write("# comment\n[xray]\ncatalogue = a.csv\n[null]\ntrials = 50 # more\n[xray.foreground]\n"
            "drop-above = -0.9\n");
  const Settings s = settings({"--config", file, "--null.seed", "7", "--null.trials=60"});
  EXPECT_EQ(s.integer("null.trials", 0), 60);
  EXPECT_EQ(s.integer("null.seed", 0), 7);
  EXPECT_EQ(s.number("xray.foreground.drop-above"), -0.9);
  EXPECT_EQ(s.text("infrared.mag-ks"), "Ksmag");
  EXPECT_TRUE(s.is_given("null.seed"));
  EXPECT_FALSE(s.is_given("null.mode"));
  EXPECT_EQ(s.path("xray.catalogue"), folder_ / "a.csv");
}

TEST_F(SettingsTest, paths_of_the_command_line_are_those_of_the_shell) {
  const Settings s = settings({"--xray.catalogue", "here.csv"});
  EXPECT_EQ(s.path("xray.catalogue"), "here.csv");
}

TEST_F(SettingsTest, repeated_keys) {
  const std::string file = write("[infrared]\ncatalogue = 1.tsv\ncatalogue = 2.tsv\n");
  EXPECT_EQ(settings({"--config", file}).paths("infrared.catalogue").size(), 2U);
  const std::string twice = write("[null]\ntrials = 1\ntrials = 2\n");
  EXPECT_NE(refusal([&] { settings({"--config", twice}); }).find("null.trials"), std::string::npos);
}

TEST_F(SettingsTest, switches_may_stand_alone) {
  EXPECT_TRUE(settings({"--output.overwrite"}).boolean("output.overwrite"));
  EXPECT_TRUE(settings({"--output.overwrite", "--null.seed", "1"}).boolean("output.overwrite"));
  EXPECT_FALSE(settings({"--output.overwrite", "false"}).boolean("output.overwrite"));
}

TEST_F(SettingsTest, unknown_keys_suggest_the_right_one) {
  const std::string file = write("[null]\ntrails = 50\n");
  const std::string text = refusal([&] { settings({"--config", file}); });
  EXPECT_NE(text.find("run.ini:2"), std::string::npos) << text;
  EXPECT_NE(text.find("null.trials"), std::string::npos) << text;
  const std::string line = refusal([&] { settings({"--null.trails", "5"}); });
  EXPECT_NE(line.find("null.trials"), std::string::npos) << line;
  EXPECT_NE(refusal([&] { settings({"stray"}); }).find("stray"), std::string::npos);
  EXPECT_NE(refusal([&] {
              settings({"--config", "no/such.ini"});
            }).find("no/such.ini"),
            std::string::npos);
  EXPECT_NE(refusal([&] { settings({"--null.seed"}); }).find("null.seed"), std::string::npos);
}

TEST_F(SettingsTest, values_of_the_wrong_kind_name_their_key) {
  const Settings s = settings({"--null.trials", "many", "--null.shift-max", "-3", "--layout.tiles",
                               "0", "--sweep.radii", "5:1:1"});
  EXPECT_NE(refusal([&] { (void)s.integer("null.trials", 0); }).find("null.trials = many"),
            std::string::npos);
  EXPECT_NE(refusal([&] { (void)s.arcsec("null.shift-max"); }).find("null.shift-max"),
            std::string::npos);
  EXPECT_NE(refusal([&] { (void)s.integer_or_auto("layout.tiles", 7); }).find("layout.tiles"),
            std::string::npos);
  EXPECT_NE(refusal([&] { (void)s.range("sweep.radii"); }).find("sweep.radii"), std::string::npos);
}

TEST_F(SettingsTest, ranges) {
  EXPECT_EQ(settings({"--sweep.radii", "0:20:2.5"}).range("sweep.radii").size(), 9U);
  EXPECT_EQ(settings({"--sweep.radii", "0:20:2.5"}).range("sweep.radii").back(), 20.0);
  EXPECT_EQ(settings({"--sweep.radii", "0, 2.5,7"}).range("sweep.radii"),
            (std::vector<double>{0.0, 2.5, 7.0}));
  EXPECT_EQ(settings({"--sweep.radii", "0:0.3:0.1"}).range("sweep.radii").size(), 4U);
}

TEST_F(SettingsTest, as_used_leaves_layout_and_output_out) {
  const std::vector<std::string> left_out{"layout", "output"};
  const std::string text = settings({"--layout.tiles", "5", "--null.seed", "9"}).as_used(left_out);
  EXPECT_NE(text.find("null.seed = 9"), std::string::npos);
  EXPECT_EQ(text.find("layout"), std::string::npos);
  EXPECT_EQ(text.find("output"), std::string::npos);
}

TEST_F(SettingsTest, defaults_make_no_choice_for_a_stranger) {
  const std::vector<std::string> least{"--xray.catalogue", "x.csv", "--infrared.catalogue", "i.tsv",
                                       "--xray.error",     "e",     "--xray.error-level",   "0.95"};
  const MatchOptions options = match_options(settings(least));
  EXPECT_FALSE(options.infrared.cuts.enabled);
  EXPECT_EQ(options.xray.hardness.name, "");
  EXPECT_DOUBLE_EQ(options.infrared.error.constant->arcsec(), 0.1);
  EXPECT_FALSE(options.magnitudes.min || options.magnitudes.max);
  // The radius holds 99 %: sqrt(-2 ln 0.01) sigma, of 95 % radii of sqrt(-2 ln 0.05) sigma.
  EXPECT_NEAR(options.acceptance.radius(Angle::from_arcsec(2.4477), Angle{}).arcsec(), 3.0349,
              1e-3);
  EXPECT_NEAR(options.acceptance.radius(Angle{}, Angle::from_arcsec(1.0)).arcsec(), 3.0349, 1e-3);
  EXPECT_EQ(options.null.given.trials, 30);
  EXPECT_EQ(options.errors.factor, 1.0);
  EXPECT_NE(options.as_used.find("match.completeness = 0.99"), std::string::npos);
}

TEST_F(SettingsTest, error_scale_is_a_number_or_fitted) {
  const auto scale = [](const std::string& value) {
    return error_model_options(
               Settings{error_model_keys(), std::vector<std::string>{"--xray.error-scale", value}})
        .factor;
  };
  EXPECT_EQ(scale("1.5"), 1.5);
  EXPECT_FALSE(scale("fit").has_value());
  EXPECT_NE(refusal([&] { (void)scale("0"); }).find("xray.error-scale = 0"), std::string::npos);
}

TEST_F(SettingsTest, terms_of_the_error_model_are_chosen) {
  const auto terms = [](const std::string& value) {
    return error_model_options(
               Settings{error_model_keys(), std::vector<std::string>{"--xray.error-terms", value}})
        .terms;
  };
  const ErrorTermChoice some = terms("tail,class");
  EXPECT_TRUE(some.by_class && !some.floor && some.tail);
  const ErrorTermChoice none = terms("none");
  EXPECT_FALSE(none.by_class || none.floor || none.tail);
  const ErrorTermChoice all = error_model_options(Settings{error_model_keys(), {}}).terms;
  EXPECT_TRUE(all.by_class && all.floor && all.tail);
  EXPECT_NE(refusal([&] { (void)terms("floor, tails"); }).find("xray.error-terms = floor, tails"),
            std::string::npos);
}

TEST_F(SettingsTest, error_level_is_not_guessed) {
  const std::vector<std::string> without{
      "--xray.catalogue", "x.csv", "--infrared.catalogue", "i.tsv", "--xray.error", "e"};
  const std::string text = refusal([&] { (void)match_options(settings(without)); });
  for (const char* word : {"xray.error-level", "sigma", "0.95", "radius"})
    EXPECT_NE(text.find(word), std::string::npos) << word << ": " << text;
}

TEST_F(SettingsTest, radius_is_said_in_one_way) {
  const auto with = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"--xray.catalogue", "x.csv", "--infrared.catalogue", "i.tsv",
                                       "--xray.error",     "e",     "--xray.error-level",   "0.95"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return match_options(settings(arguments));
  };
  const MatchOptions factor = with({"--match.radius-factor", "1.5"});
  EXPECT_DOUBLE_EQ(
      factor.acceptance.radius(Angle::from_arcsec(3.0), Angle::from_arcsec(4.0)).arcsec(), 7.5);
  EXPECT_EQ(factor.as_used.find("completeness = 0.99"), std::string::npos);
  EXPECT_NE(refusal([&] {
              (void)with({"--match.radius-factor", "1.5", "--match.completeness", "0.9"});
            }).find("leave one"),
            std::string::npos);
  for (const char* wrong : {"0", "1", "99", "nan"}) {
    EXPECT_NE(refusal([&] {
                (void)with({"--match.completeness", wrong});
              }).find("match.completeness"),
              std::string::npos)
        << wrong;
  }
}

TEST_F(SettingsTest, foreground_rules_have_no_limits_of_their_own) {
  const auto refused = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"--xray.catalogue", "x.csv", "--infrared.catalogue", "i.tsv",
                                       "--xray.error",     "e",     "--xray.error-level",   "0.95"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return refusal([&] { (void)match_options(settings(arguments)); });
  };
  EXPECT_NE(refused({"--xray.foreground.column", "HR"}).find("xray.foreground.drop-above"),
            std::string::npos);
  EXPECT_NE(refused({"--infrared.foreground.enabled", "true"}).find("infrared.foreground.jh"),
            std::string::npos);
}

TEST_F(SettingsTest, match_config_refuses_nonsense) {
  const auto refused = [&](const std::string& key, const std::string& value) {
    std::vector<std::string> arguments{"--xray.catalogue", "x.csv", "--infrared.catalogue", "i.tsv",
                                       "--xray.error",     "e"};
    if (key != "xray.error-level")
      arguments.insert(arguments.end(), {"--xray.error-level", "sigma"});
    arguments.insert(arguments.end(), {"--" + key, value});
    return refusal([&] { (void)match_options(settings(arguments)); });
  };
  for (const auto& [key, value] : {std::pair<std::string, std::string>{"null.mode", "ring"},
                                   {"match.radius-factor", "0"},
                                   {"infrared.error", "-1"},
                                   {"xray.error-level", "1.5"},
                                   {"probability.method", "best"},
                                   {"null.shift-max", "-1"},
                                   {"magnitude.step", "-1"},
                                   {"infrared.error", "10"}}) {
    EXPECT_NE(refused(key, value).find(key.substr(0, key.find('.'))), std::string::npos)
        << key << ": " << refused(key, value);
  }
  EXPECT_NE(refusal([&] { (void)match_options(settings({})); }).find("xray.catalogue"),
            std::string::npos);
}

TEST_F(SettingsTest, presets_fill_in_what_is_not_given) {
  const std::vector<std::string> files{"--xray.catalogue", "x.csv", "--infrared.catalogue", "i.tsv",
                                       "--xray.ra",        "my_ra", "--xray.preset"};
  auto arguments = files;
  arguments.push_back("csc2");
  const MatchOptions config = match_options(settings(arguments));
  EXPECT_EQ(config.xray.ra.name, "my_ra");
  EXPECT_EQ(config.xray.error.column, "err_ellipse_r0");
  ASSERT_TRUE(config.xray.ellipse.has_value());
  EXPECT_EQ(config.xray.ellipse->minor.column, "err_ellipse_r1");
  EXPECT_EQ(config.xray.ellipse->position_angle.column, "err_ellipse_ang");
  EXPECT_NEAR(config.xray.error.level.radius_per_sigma(), 2.4477, 1e-4);
  EXPECT_EQ(config.xray.hardness.name, "");
  EXPECT_NE(config.as_used.find("xray.error-level = 0.95"), std::string::npos);
  arguments.insert(arguments.end(), {"--xray.error", "err_ellipse_r0"});
  EXPECT_FALSE(match_options(settings(arguments)).xray.ellipse.has_value());
  arguments.resize(arguments.size() - 2);
  arguments.back() = "rosat";
  EXPECT_NE(refusal([&] { (void)match_options(settings(arguments)); }).find("4xmm"),
            std::string::npos);
}

TEST_F(SettingsTest, error_ellipses_have_all_their_keys_and_no_circle) {
  const auto with = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{
        "--xray.catalogue", "x.csv", "--infrared.catalogue", "i.tsv", "--xray.error-level", "0.95"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return match_options(settings(arguments)).xray;
  };
  EXPECT_FALSE(with({"--xray.error", "e"}).ellipse.has_value());
  const XrayOptions columns =
      with({"--xray.error-major", "a", "--xray.error-minor", "b", "--xray.error-angle", "pa"});
  EXPECT_EQ(columns.error.column, "a");
  EXPECT_EQ(columns.ellipse->minor.column, "b");
  EXPECT_EQ(columns.ellipse->position_angle.column, "pa");
  EXPECT_NEAR(columns.error.level.radius_per_sigma(), 2.4477, 1e-4);
  const XrayOptions numbers =
      with({"--xray.error-major", "0.5", "--xray.error-minor", "0.3", "--xray.error-angle", "-20"});
  EXPECT_EQ(*numbers.error.constant, Angle::from_arcsec(0.5));
  EXPECT_EQ(*numbers.ellipse->minor.constant, Angle::from_arcsec(0.3));
  EXPECT_EQ(*numbers.ellipse->position_angle.constant, Angle::from_degrees(-20.0));

  const auto refused = [&](const std::vector<std::string>& more) {
    return refusal([&] { (void)with(more); });
  };
  EXPECT_NE(refused({"--xray.error-major", "a"}).find("xray.error-minor, xray.error-angle"),
            std::string::npos);
  EXPECT_NE(refused({"--xray.error", "e", "--xray.error-major", "a", "--xray.error-minor", "b",
                     "--xray.error-angle", "pa"})
                .find("both"),
            std::string::npos);
  EXPECT_NE(
      refused({"--xray.error-major", "1", "--xray.error-minor", "0", "--xray.error-angle", "pa"})
          .find("xray.error-minor = 0"),
      std::string::npos);
  EXPECT_NE(
      refused({"--xray.error-major", "1", "--xray.error-minor", "1", "--xray.error-angle", "inf"})
          .find("xray.error-angle"),
      std::string::npos);
}

TEST(WithCommas, groups_of_three) {
  EXPECT_EQ(with_commas(0), "0");
  EXPECT_EQ(with_commas(999), "999");
  EXPECT_EQ(with_commas(1000), "1,000");
  EXPECT_EQ(with_commas(-1234567), "-1,234,567");
}

} // namespace
} // namespace counterpoint

#include "counterpoint/sources/infrared_options.hpp"
#include "counterpoint/sources/presets.hpp"
#include "counterpoint/sources/xray_options.hpp"
#include "support/refusal.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace counterpoint {
namespace {

using test_support::refusal;

using Arguments = std::vector<std::string>;

Settings settings_of(const std::vector<std::vector<SettingKey>>& keys, const Arguments& given) {
  Arguments arguments{"--xray.catalogue", "x.csv", "--infrared.catalogue", "i.csv"};
  arguments.insert(arguments.end(), given.begin(), given.end());
  return Settings{joined(keys), arguments};
}

Settings for_matching(const Arguments& given) {
  return settings_of({xray_keys(), infrared_keys()}, given);
}
Settings for_alignment(const Arguments& given) {
  return settings_of({xray_keys_for_alignment(), infrared_keys_for_alignment()}, given);
}

const Arguments errors{"--xray.error", "e", "--xray.error-level", "sigma"};

Arguments errors_and(const Arguments& more) {
  Arguments all = errors;
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

TEST(XrayOptions, of_matching_by_default_drop_no_source) {
  const XrayOptions options = xray_options(for_matching(errors));
  EXPECT_EQ(options.files, std::vector<std::filesystem::path>{"x.csv"});
  EXPECT_EQ(options.ra.name, "");
  EXPECT_EQ(options.ra.quantity, Quantity::right_ascension);
  EXPECT_EQ(options.error.column, "e");
  EXPECT_TRUE(options.needs_error);
  EXPECT_EQ(options.hardness.name, "");
  EXPECT_EQ(options.counts.name, "");
}

TEST(XrayOptions, a_column_that_only_a_preset_names_may_be_absent) {
  const auto given =
      for_matching(errors_and({"--xray.foreground.column", "HR0", "--xray.foreground.drop-above",
                               "-1", "--xray.foreground.drop-below", "-0.175"}));
  EXPECT_FALSE(xray_options(given).hardness.optional);
  EXPECT_EQ(xray_options(given).hardness.key, "xray.foreground.column");
  EXPECT_EQ(xray_options(given).foreground.drop_below, -0.175);
  const Settings preset = with_preset(for_alignment({"--xray.preset", "csc2"}));
  EXPECT_EQ(xray_options_for_alignment(preset).counts.name, "src_cnts_aper_b");
  EXPECT_TRUE(xray_options_for_alignment(preset).counts.optional);
  const auto named = for_alignment({"--xray.counts", "n", "--xray.theta", "t"});
  EXPECT_FALSE(xray_options_for_alignment(named).counts.optional);
  EXPECT_FALSE(xray_options_for_alignment(named).off_axis.optional);
}

TEST(XrayOptions, of_alignment_need_counts_and_angle_or_an_error) {
  const auto refused = [](const Arguments& given) {
    return refusal([&] { (void)xray_options_for_alignment(for_alignment(given)); });
  };
  EXPECT_NE(refused({}).find("give xray.counts and xray.theta, or xray.error"), std::string::npos);
  EXPECT_NE(refused({"--xray.counts", "n"}).find("belong together"), std::string::npos);
  EXPECT_EQ(refused({"--xray.counts", "n", "--xray.theta", "t"}), "accepted");
  EXPECT_NE(refused({"--xray.error", "0.5"}).find("xray.error-level"), std::string::npos);
  EXPECT_EQ(refused({"--xray.error", "0.5", "--xray.error-level", "sigma"}), "accepted");

  const XrayOptions without = xray_options_for_alignment(
      for_alignment({"--xray.counts", "n", "--xray.theta", "t", "--xray.observation", "obsid"}));
  EXPECT_FALSE(without.needs_error);
  EXPECT_FALSE(without.error.constant.has_value());
  EXPECT_EQ(without.error.column, "");
  EXPECT_EQ(without.observation.name, "obsid");
  EXPECT_EQ(without.hardness.name, ""); // no foreground rule
}

TEST(XrayOptions, of_matching_refuse_repeated_names_unless_told_what_they_are) {
  const auto options_with = [](const Arguments& more) {
    return xray_options(for_matching(errors_and(more)));
  };
  EXPECT_EQ(options_with({"--xray.name", "id"}).rows_of_one_name, RowsOfOneName::are_refused);
  EXPECT_EQ(options_with({"--xray.rows-are-sources", "true"}).rows_of_one_name,
            RowsOfOneName::are_sources);
  const Arguments best{"--xray.name",   "id", "--xray.one-row-per", "name",
                       "--xray.counts", "n",  "--xray.theta",       "t"};
  EXPECT_EQ(options_with(best).rows_of_one_name, RowsOfOneName::keep_best);
  EXPECT_EQ(options_with(best).counts.name, "n");
  EXPECT_EQ(options_with(best).off_axis.name, "t");
  EXPECT_EQ(xray_options_for_alignment(for_alignment(errors)).rows_of_one_name,
            RowsOfOneName::are_sources); // it knows observations

  const XrayOptions preset = xray_options(
      with_preset(for_matching({"--xray.preset", "csc2", "--xray.one-row-per", "name"})));
  EXPECT_EQ(preset.counts.name, "src_cnts_aper_b");
  EXPECT_TRUE(preset.counts.optional);
  EXPECT_TRUE(preset.off_axis.optional);
}

TEST(XrayOptions, of_matching_refuse_what_cannot_be_kept_of_a_name) {
  const auto refused = [](const Arguments& more) {
    return refusal([&] { (void)xray_options(for_matching(errors_and(more))); });
  };
  EXPECT_NE(refused({"--xray.one-row-per", "name"}).find("no xray.name is given"),
            std::string::npos);
  EXPECT_NE(refused({"--xray.name", "id", "--xray.one-row-per", "name", "--xray.rows-are-sources",
                     "true"})
                .find("exclude each other"),
            std::string::npos);
  EXPECT_NE(refused({"--xray.name", "id", "--xray.one-row-per", "name", "--xray.counts", "n"})
                .find("belong together"),
            std::string::npos);
  EXPECT_NE(refused({"--xray.name", "id", "--xray.one-row-per", "srcid"}).find("one-row-per"),
            std::string::npos);
}

TEST(XrayOptions, presets_serve_both_commands) {
  const Arguments csc2{"--xray.preset", "csc2"};
  const XrayOptions matching = xray_options(with_preset(for_matching(csc2)));
  ASSERT_TRUE(matching.ellipse.has_value());
  EXPECT_EQ(matching.error.column, "err_ellipse_r0");
  EXPECT_EQ(matching.ellipse->minor.column, "err_ellipse_r1");
  const XrayOptions alignment = xray_options_for_alignment(with_preset(for_alignment(csc2)));
  EXPECT_FALSE(alignment.ellipse.has_value());
  EXPECT_EQ(alignment.error.column, "err_ellipse_r0");
  EXPECT_EQ(alignment.error.level.radius_per_sigma(), matching.error.level.radius_per_sigma());
  EXPECT_EQ(alignment.name.name, "name");
}

TEST(InfraredOptions, of_matching_by_default_drop_no_star) {
  const InfraredOptions options = infrared_options(for_matching({}));
  EXPECT_EQ(options.files, std::vector<std::filesystem::path>{"i.csv"});
  EXPECT_EQ(options.error.constant, Angle::from_arcsec(0.1));
  EXPECT_EQ(options.j.name, "Jmag");
  EXPECT_TRUE(options.j.optional);
  EXPECT_EQ(options.ks.name, "Ksmag");
  EXPECT_FALSE(options.ks.optional);
  EXPECT_FALSE(options.cuts.enabled);
  EXPECT_FALSE(options.motion.has_value());
  EXPECT_EQ(options.block_rows, 0);
  EXPECT_EQ(infrared_options(for_matching({"--layout.block-rows", "77"})).block_rows, 77);
}

TEST(InfraredOptions, repeated_rows_are_merged_where_it_is_said_how) {
  EXPECT_FALSE(infrared_options(for_matching({})).repeats.are_given());
  EXPECT_TRUE(infrared_options(for_matching({"--infrared.id", "n"})).repeats.by_identifier);
  const auto within = [](const std::string& arcsec) {
    return infrared_options(for_matching({"--infrared.merge-within", arcsec})).repeats.within;
  };
  EXPECT_EQ(within("0.3"), Angle::from_arcsec(0.3));
  EXPECT_EQ(within("0"), Angle{});
  EXPECT_NE(refusal([&] { (void)within("6"); }).find("beyond 5 arcsec"), std::string::npos);
  EXPECT_NE(refusal([&] { (void)within("-1"); }).find("not negative"), std::string::npos);
}

TEST(InfraredOptions, of_alignment_keep_foreground_stars) {
  const InfraredOptions options =
      infrared_options_for_alignment(for_alignment({"--infrared.mag-ks", "mag"}));
  EXPECT_FALSE(options.cuts.enabled);
  EXPECT_EQ(options.j.name, "");
  EXPECT_EQ(options.ks.name, "mag");
  EXPECT_EQ(infrared_options_for_alignment(for_alignment({})).ks.name, "");
}

TEST(InfraredOptions, no_row_that_is_kept_has_a_larger_error_than_the_bound) {
  const auto bound = [](const Arguments& given) {
    return infrared_options(for_matching(given)).error_bound();
  };
  EXPECT_EQ(bound({}), Angle::from_arcsec(0.1));
  EXPECT_EQ(bound({"--infrared.error", "e"}), Angle::from_arcsec(5.0));
  // Motions make errors grow.
  EXPECT_EQ(
      bound({"--infrared.pm-dispersion", "3", "--infrared.epoch", "2000", "--xray.epoch", "2005"}),
      Angle::from_arcsec(5.0));
}

TEST(InfraredOptions, motions_need_both_components_and_both_epochs) {
  const auto refused = [](const Arguments& given) {
    return refusal([&] { (void)infrared_options(for_matching(given)); });
  };
  const std::string together = "belong together";
  EXPECT_NE(refused({"--infrared.pm-ra", "a"}).find(together), std::string::npos);
  EXPECT_NE(refused({"--infrared.pm-dec", "d"}).find(together), std::string::npos);
  EXPECT_NE(refused({"--infrared.pm-ra-error", "a", "--infrared.pm-dec-error", "d"}).find(together),
            std::string::npos);
  Arguments both{"--infrared.pm-ra", "a", "--infrared.pm-dec", "d"};
  EXPECT_NE(refused(both).find("xray.epoch"), std::string::npos);
  both.insert(both.end(), {"--xray.epoch", "2005.5", "--infrared.epoch", "ref_epoch"});
  ASSERT_EQ(refused(both), "accepted");
  const auto motion = infrared_options(for_matching(both)).motion;
  ASSERT_TRUE(motion.has_value());
  EXPECT_EQ(motion->xray_epoch, 2005.5);
  EXPECT_FALSE(motion->epoch.has_value());
  EXPECT_EQ(motion->epoch_column.name, "ref_epoch");
}

TEST(InfraredOptions, an_epoch_is_a_julian_year) {
  const auto refused = [](const std::string& key, const std::string& epoch) {
    return refusal([&] { (void)infrared_options(for_matching({"--" + key, epoch})); });
  };
  for (const std::string key : {"xray.epoch", "infrared.epoch"}) {
    for (const std::string epoch : {"1800", "2015.5", "2200"})
      EXPECT_EQ(refused(key, epoch), "accepted");
    for (const std::string epoch : {"1799.9", "2200.1", "0", "nan", "15.5"}) {
      EXPECT_EQ(refused(key, epoch),
                key + " = " + epoch +
                    ": a Julian year between 1800 and 2200, such as 2015.5, was expected");
    }
    EXPECT_NE(refused(key, "57204")
                  .find("; as a Modified Julian Date it is the year 2015.495, "
                        "2000 + (MJD - 51544.5) / 365.25"),
              std::string::npos);
    EXPECT_NE(refused(key, "2457204.5").find("; as a Julian Date it is the year 2015.495"),
              std::string::npos);
  }
  EXPECT_EQ(refused("infrared.epoch", "ref_epoch"), "accepted");
  EXPECT_NE(refusal([&] {
              (void)infrared_options_for_alignment(for_alignment({"--infrared.epoch", "57204"}));
            }).find("infrared.epoch = 57204"),
            std::string::npos);
  const Settings of_second =
      settings_of({xray_keys(), infrared_keys(), second_infrared_keys()},
                  {"--infrared.2.catalogue", "i2.csv", "--infrared.2.epoch", "57204"});
  EXPECT_NE(refusal([&] {
              (void)second_infrared_options(of_second);
            }).find("infrared.2.epoch = 57204: a Julian year"),
            std::string::npos);
}

TEST(Options, a_catalogue_must_be_named) {
  const Settings none{joined({xray_keys(), infrared_keys()}), Arguments{}};
  EXPECT_NE(refusal([&] { (void)xray_options(none); }).find("--xray.catalogue FILE"),
            std::string::npos);
  EXPECT_NE(refusal([&] { (void)infrared_options(none); }).find("--infrared.catalogue FILE"),
            std::string::npos);
}

} // namespace
} // namespace counterpoint

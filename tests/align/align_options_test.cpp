#include "align/align_options.hpp"
#include "counterpoint/align/align.hpp"
#include "support/refusal.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace counterpoint {
namespace {

using Arguments = std::vector<std::string>;

AlignOptions options_of(const Arguments& given) {
  Arguments arguments{"--xray.catalogue", "x.csv", "--infrared.catalogue", "i.csv",
                      "--xray.counts",    "n",     "--xray.theta",         "t"};
  arguments.insert(arguments.end(), given.begin(), given.end());
  return align_options(Settings{align_keys(), arguments});
}

std::string refused(const Arguments& given) {
  return test_support::refusal([&] { (void)options_of(given); });
}

TEST(AlignOptions, each_key_is_there_once) {
  std::set<std::string> names;
  for (const SettingKey& key : align_keys())
    EXPECT_TRUE(names.insert(key.name).second) << key.name;
  EXPECT_TRUE(names.contains("xray.observation"));
  EXPECT_TRUE(names.contains("output.regions-2sigma"));
  EXPECT_FALSE(names.contains("layout.block-rows"));
}

TEST(AlignOptions, of_the_defaults) {
  const AlignOptions options = options_of({});
  EXPECT_EQ(options.calibrators.choice, CalibratorChoice::found);
  EXPECT_EQ(options.calibrators.radius, Angle::from_arcsec(1.0));
  EXPECT_EQ(options.calibrators.largest_off_axis, Angle::from_arcmin(4.0));
  EXPECT_EQ(options.frame.rule, CorrectionRule::significant);
  EXPECT_EQ(options.frame.model, FrameOptions::Model::automatic);
  EXPECT_EQ(options.uncertainty.out_of_range, OutOfRange::quoted);
  EXPECT_EQ(options.uncertainty.frame_error.from, FrameErrorOptions::From::automatic);
  EXPECT_EQ(options.output.file, "aligned.h5");
  EXPECT_TRUE(options.output.csv.empty());
}

TEST(AlignOptions, as_used_leaves_the_outputs_out) {
  const std::string text = options_of({"--output.csv", "best.csv"}).as_used;
  EXPECT_NE(text.find("calibrators.radius = 1"), std::string::npos);
  EXPECT_NE(text.find("xray.counts = n"), std::string::npos);
  EXPECT_EQ(text.find("output"), std::string::npos);
}

TEST(CalibratorOptions, what_is_given_decides_the_choice) {
  const Arguments named{"--xray.name", "id", "--calibrators.name", "a", "--calibrators.name", "b"};
  EXPECT_EQ(options_of(named).calibrators.choice, CalibratorChoice::given);
  EXPECT_EQ(options_of(named).calibrators.names, (Arguments{"a", "b"}));
  EXPECT_EQ(options_of({"--calibrators.catalogue", "c.reg"}).calibrators.choice,
            CalibratorChoice::given);
  EXPECT_NE(refused({"--calibrators.name", "a"}).find("xray.name"), std::string::npos);
  EXPECT_NE(refused({"--calibrators.select", "given"}).find("calibrators.select = given"),
            std::string::npos);
  EXPECT_NE(refused({"--calibrators.catalogue", "c.reg", "--calibrators.select", "none"})
                .find("leave one of them out"),
            std::string::npos);
  EXPECT_NE(refused({"--calibrators.radius", "0"}).find("calibrators.radius"), std::string::npos);
  EXPECT_NE(refused({"--calibrators.reject", "-1"}).find("calibrators.reject"), std::string::npos);
}

TEST(FrameOptions, models) {
  EXPECT_EQ(options_of({"--frame.model", "median"}).frame.model, FrameOptions::Model::median);
  const FrameOptions scale = options_of({"--frame.model", "scale"}).frame;
  EXPECT_EQ(scale.model, FrameOptions::Model::fitted);
  EXPECT_EQ(scale.fitted, FrameModel::scale);
  // Offsets as coordinates are no displacements on the sky: nothing is fitted to them.
  EXPECT_EQ(options_of({"--frame.ra-offset", "coordinate"}).frame.model,
            FrameOptions::Model::median);
  EXPECT_NE(refused({"--frame.model", "bend"}).find("auto, median, shift, rotation, scale"),
            std::string::npos);
}

TEST(FrameOptions, what_needs_calibrators) {
  const auto without = [](Arguments given) {
    given.insert(given.end(), {"--calibrators.select", "none"});
    return refused(given);
  };
  EXPECT_EQ(without({}), "accepted");
  EXPECT_NE(without({"--frame.correct", "above-scatter"}).find("no scatter"), std::string::npos);
  EXPECT_NE(without({"--frame.model", "rotation"}).find("frame.model"), std::string::npos);
  EXPECT_NE(without({"--frame.ra-offset", "coordinate"}).find("cos(dec)"), std::string::npos);
  EXPECT_NE(without({"--frame.search-radius", "0"}).find("frame.search-radius"), std::string::npos);
  EXPECT_NE(without({"--uncertainty.frame-error", "scatter"}).find("frame-error"),
            std::string::npos);
}

TEST(UncertaintyOptions, error_of_the_frame) {
  const UncertaintyOptions numbers =
      options_of({"--uncertainty.frame-error", "0.38, 0.30"}).uncertainty;
  EXPECT_EQ(numbers.frame_error.from, FrameErrorOptions::From::number);
  EXPECT_EQ(numbers.frame_error.number.east, Angle::from_arcsec(0.38));
  EXPECT_EQ(numbers.frame_error.number.north, Angle::from_arcsec(0.30));
  EXPECT_NE(refused({"--uncertainty.frame-error", "0.3"}).find("two numbers"), std::string::npos);
  EXPECT_NE(refused({"--uncertainty.frame-error", "fit", "--frame.model", "median"})
                .find("a median is no fit"),
            std::string::npos);
  EXPECT_EQ(options_of({"--uncertainty.out-of-range", "zero"}).uncertainty.out_of_range,
            OutOfRange::zero);
}

TEST(AlignOutputOptions, no_file_is_written_twice) {
  EXPECT_NE(refused({"--output.csv", "a", "--output.fits", "./a"}).find("output.fits"),
            std::string::npos);
  EXPECT_EQ(refused({"--output.csv", "a", "--output.fits", "b"}), "accepted");
}

} // namespace
} // namespace counterpoint

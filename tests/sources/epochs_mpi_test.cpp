#include "catalogue/reading.hpp"
#include "counterpoint/core/silence.hpp"
#include "counterpoint/sources/read_catalogues.hpp"
#include "support/refusal.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace counterpoint {
namespace {

using namespace test_support;

constexpr int odd_row = 210;

// One row, of one rank, has another epoch than the others.
std::string catalogue_with(const std::string& epoch) {
  std::string text = "ra,dec,epoch\n";
  for (int row = 0; row < 400; ++row)
    text += "266." + std::to_string(300 + row) + ",-29," + (row == odd_row ? epoch : "2016") + "\n";
  return text;
}

InfraredOptions options_for(const std::filesystem::path& file) {
  InfraredOptions options;
  options.files = {file};
  options.error.constant = Angle::from_arcsec(0.1);
  options.largest_error = Angle::from_arcsec(0.3);
  options.ra = {"ra", Quantity::right_ascension, "infrared.ra"};
  options.dec = {"dec", Quantity::declination, "infrared.dec"};
  options.block_rows = 37;
  options.motion.emplace();
  options.motion->epoch_column = {"epoch", Quantity::number, "infrared.epoch"};
  options.motion->xray_epoch = 2000.0;
  options.motion->dispersion = Angle::from_arcsec(0.001);
  return options;
}

TEST(ReadInfrared, refuses_an_epoch_that_is_no_julian_year) {
  const Communicator comm = Communicator::world();
  const SharedFolder folder{comm};
  const SkyPosition center{Angle::from_degrees(266.5), Angle::from_degrees(-29.0)};
  const auto xray = xray_field(center, Angle::from_degrees(0.5), 50);
  const Prefilter prefilter{discs_round(xray, std::vector(xray.size(), Angle::from_arcsec(60.0)))};
  const auto read_with = [&](const std::string& epoch) {
    const InfraredOptions options = options_for(folder.write("stars.csv", catalogue_with(epoch)));
    return refusal([&] {
      Silence silence;
      (void)read_infrared(comm, options, MagnitudeRange{6.0, 17.5, 0.5}, {prefilter}, silence);
    });
  };
  const std::string refused = read_with("57204");
  const std::string place = "stars.csv:" + std::to_string(odd_row + 2);
  EXPECT_NE(refused.find(place + ": epoch = 57204 (infrared.epoch): a Julian year"),
            std::string::npos)
      << refused;
  EXPECT_NE(refused.find("it is the year 2015.495"), std::string::npos);
  EXPECT_NE(refused.find("leave the cell blank"), std::string::npos);
  EXPECT_EQ(read_with(""), "accepted");
  EXPECT_EQ(read_with("1991.25"), "accepted");
}

} // namespace
} // namespace counterpoint

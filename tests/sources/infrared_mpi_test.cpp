#include "catalogue/reading.hpp"
#include "counterpoint/core/random.hpp"
#include "counterpoint/core/silence.hpp"
#include "counterpoint/sources/read_catalogues.hpp"
#include "support/test_sky.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

// What is known of the infrared catalogue does not depend on the number of ranks: all ranks
// together against each rank alone.
namespace counterpoint {
namespace {

using namespace test_support;

// Rows of every fate: kept, too red, without a position or an error, moved or not.
std::string catalogue_text(int n_rows) {
  std::string text = "ra,dec,err,j,h,k,pmra,pmdec\n";
  for (int row = 0; row < n_rows; ++row) {
    const RandomKey key{.seed = 31, .id = static_cast<std::uint64_t>(row)};
    const auto [u, v] = random_uniforms(key);
    const std::string ra = row % 13 == 5 ? "" : std::to_string(266.0 + u);
    const std::string error = row % 17 == 3 ? "" : std::to_string(0.05 + 0.3 * v);
    const std::string j = row % 7 == 1 ? "" : std::to_string(15.0 + 3.0 * u);
    const std::string k = row % 11 == 1 ? "" : std::to_string(13.0 + 2.0 * v);
    const std::string motion = row % 3 == 0 ? "" : std::to_string(20.0 * u - 10.0);
    text += ra + "," + std::to_string(-29.5 + v) + "," + error + "," + j + ",14.5," + k + "," +
            motion + "," + motion + "\n";
  }
  return text;
}

ColumnRequest infrared_column(const std::string& name, Quantity quantity = Quantity::number) {
  return {name, quantity, "infrared." + name};
}

InfraredOptions infrared_options_for(const std::filesystem::path& file) {
  InfraredOptions options;
  options.files = {file};
  options.ra = infrared_column("ra", Quantity::right_ascension);
  options.dec = infrared_column("dec", Quantity::declination);
  options.error.column = "err";
  options.largest_error = Angle::from_arcsec(0.3);
  options.j = infrared_column("j");
  options.h = infrared_column("h");
  options.ks = infrared_column("k");
  options.block_rows = 37;
  options.motion = MotionOptions{.ra = infrared_column("pmra", Quantity::proper_motion),
                                 .dec = infrared_column("pmdec", Quantity::proper_motion),
                                 .ra_error = {},
                                 .dec_error = {},
                                 .epoch = 2015.5,
                                 .epoch_column = {},
                                 .xray_epoch = 2000.0,
                                 .dispersion = Angle::from_arcsec(0.001)};
  return options;
}

InfraredInput read(const Communicator& comm, const std::filesystem::path& file) {
  const SkyPosition center{Angle::from_degrees(266.5), Angle::from_degrees(-29.0)};
  const auto xray = test_support::xray_field(center, Angle::from_degrees(0.5), 50);
  Silence silence;
  return read_infrared(
      comm, infrared_options_for(file), MagnitudeRange{6.0, 17.5, 0.5},
      {Prefilter{discs_round(xray, std::vector(xray.size(), Angle::from_arcsec(60.0)))}}, silence);
}

TEST(ReadInfrared, does_not_depend_on_ranks) {
  const Communicator world = Communicator::world();
  const Communicator alone = world.split(world.rank(), 0);
  const SharedFolder folder{world};
  for (const int n_rows : {12, 3000}) { // of 12 rows, some ranks may have none
    const auto file = folder.write("infrared.csv", catalogue_text(n_rows));
    const InfraredInput shared = read(world, file);
    const InfraredInput whole = read(alone, file);
    EXPECT_TRUE(shared.tally == whole.tally);
    EXPECT_TRUE(shared.cleaning == whole.cleaning);
    EXPECT_EQ(whole.cleaning.n_rows, n_rows);
    EXPECT_GT(whole.cleaning.n_moved, 0);
    EXPECT_EQ(world.sum(shared.n_rows_of_rank), n_rows);

    std::vector<std::int64_t> ids;
    for (const InfraredSource& row : shared.rows.each())
      ids.push_back(row.ir_id);
    std::vector<std::int64_t> expected;
    for (const InfraredSource& row : whole.rows.each())
      expected.push_back(row.ir_id);
    EXPECT_EQ(world.all_gather(std::span<const std::int64_t>{ids}), expected);
  }
}

TEST(ReadInfrared, counts_the_rows_that_a_closer_look_leaves_out) {
  const Communicator comm = Communicator::world();
  const SharedFolder folder{comm};
  const auto file = folder.write("infrared.csv", catalogue_text(3000));
  const SkyPosition center{Angle::from_degrees(266.5), Angle::from_degrees(-29.0)};
  const auto xray = test_support::xray_field(center, Angle::from_degrees(0.5), 50);
  const auto discs = discs_round(xray, std::vector(xray.size(), Angle::from_arcsec(40.0)));
  Prefilter prefilter{discs};
  Silence silence;
  const auto read_all = [&] {
    return read_infrared(comm, infrared_options_for(file), MagnitudeRange{6.0, 17.5, 0.5},
                         {prefilter}, silence);
  };
  const InfraredInput before = read_all();
  prefilter.look_closer(discs);
  const InfraredInput after = read_all();
  EXPECT_EQ(before.n_left_out, 0);
  EXPECT_EQ(std::ssize(after.rows.each()) + after.n_left_out, std::ssize(before.rows.each()));
  EXPECT_GT(comm.sum(after.n_left_out), 0);
  EXPECT_TRUE(after.tally == before.tally);
}

} // namespace
} // namespace counterpoint
